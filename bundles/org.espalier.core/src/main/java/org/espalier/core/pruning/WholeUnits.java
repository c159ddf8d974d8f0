package org.espalier.core.pruning;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.espalier.core.EspalierException;
import org.espalier.core.model.IndexRange;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.UnitGroup;

/**
 * Whole neurons and filters, each with all that goes when it goes: its own weights and those that
 * take it in. Of units that are summed up, those at one place go together. What is left is a
 * smaller dense network.
 *
 * <p>Units of the output, and of groups with a tensor that must not be cut, stay. The last unit of
 * a group stays too, unless the request allows empty layers.
 */
public final class WholeUnits {
  private final PruningRequest request;
  private final List<Unit> units = new ArrayList<>();
  private final Map<UnitGroup, Integer> left = new HashMap<>();
  private final BitSet alive;
  private int kept;

  /**
   * One neuron or filter, or several that are summed up.
   *
   * @param group the weight tensors that it is of
   * @param index its place on their axis 0
   */
  public record Unit(UnitGroup group, int index) {}

  /**
   * The units that a request leaves to cut.
   *
   * @throws EspalierException if it isn't known how the layers are connected, or the request fixes
   *     what is kept of each layer, which whole units don't meet
   */
  public WholeUnits(PruningRequest request) {
    this.request = request;
    ParameterLayout layout = request.layout();
    if (request.quotas().isPresent()) {
      throw new EspalierException(
          "whole units don't meet layerwise sparsities exactly; they can't be used as a control");
    }
    if (layout.connections().isEmpty()) {
      throw new EspalierException(
          "the model's adapter doesn't tell how its layers are connected, or there is but one;"
              + " prune single weights instead of whole units");
    }
    alive = request.alive().toBitSet();
    kept = request.alive().keptPrunable();
    UnitGroup.of(layout).stream().filter(WholeUnits::isPrunable).forEach(this::addUnits);
    keepLiving();
  }

  /**
   * Cuts the units with the lowest mean score of the weights that go with them, until the sparsity
   * is reached; a note says how many.
   *
   * @param scores p values, of which those of prunable weights count
   * @throws EspalierException as the constructor and {@link #removeLowest} do
   */
  public static Pruning prune(double[] scores, PruningRequest request) {
    WholeUnits units = new WholeUnits(request);
    int removed = units.removeLowest(unit -> units.mean(unit, scores), Integer.MAX_VALUE).size();
    return Pruning.of(units.mask()).withNote("cut %d whole units".formatted(removed));
  }

  /**
   * The first weight that a cut takes out of a unit that it leaves, if it does: index in θ.
   *
   * @param before what there was
   * @param after what the cut has left
   */
  public static OptionalInt firstApart(Mask before, Mask after) {
    BitSet kept = after.toBitSet();
    BitSet cut = before.toBitSet();
    cut.andNot(kept);
    for (UnitGroup group : UnitGroup.of(after.layout())) {
      for (int unit = 0; unit < group.units(); unit++) {
        List<IndexRange> members = group.members(unit);
        if (members.stream().noneMatch(run -> run.anyIn(kept))) {
          members.forEach(run -> cut.clear(run.from(), run.to()));
        }
      }
    }
    return cut.isEmpty() ? OptionalInt.empty() : OptionalInt.of(cut.nextSetBit(0));
  }

  private static boolean isPrunable(UnitGroup group) {
    return Stream.concat(group.sources().stream(), group.targets().stream())
        .allMatch(Parameter::prunable);
  }

  private void addUnits(UnitGroup group) {
    for (int i = 0; i < group.units(); i++) {
      units.add(new Unit(group, i));
    }
  }

  /** Forgets units without weights: those removed, and those that lost all to their neighbours. */
  private void keepLiving() {
    units.removeIf(unit -> freed(unit) == 0);
    left.clear();
    units.forEach(unit -> left.merge(unit.group(), 1, Integer::sum));
  }

  /** The units that have weights left. */
  public List<Unit> living() {
    return List.copyOf(units);
  }

  private boolean canGo(Unit unit) {
    return request.emptyLayersAllowed() || left.getOrDefault(unit.group(), 0) > 1;
  }

  /** Whether no more than the requested number of weights is left. */
  public boolean reached() {
    return kept <= request.keep();
  }

  /** The number of weights that go with a unit, of those that are left. */
  public int freed(Unit unit) {
    return (int) sum(unit, k -> 1);
  }

  /**
   * The mean over the weights that go with a unit, of those that are left.
   *
   * @param values p values
   */
  public double mean(Unit unit, double[] values) {
    return sum(unit, k -> values[k]) / freed(unit);
  }

  private double sum(Unit unit, IntToDoubleFunction value) {
    double sum = 0;
    for (IndexRange run : unit.group().members(unit.index())) {
      for (int k = alive.nextSetBit(run.from());
          k >= 0 && k < run.to();
          k = alive.nextSetBit(k + 1)) {
        sum += value.applyAsDouble(k);
      }
    }
    return sum;
  }

  /**
   * Removes the units with the lowest scores, of equal ones the first, until enough weights are
   * gone.
   *
   * @param most units to remove
   * @return what was removed: as many, or fewer that were enough
   * @throws EspalierException if a score is not a number, or not as many units can go
   */
  public List<Unit> removeLowest(ToDoubleFunction<Unit> score, int most) {
    Map<Unit, Double> scores = new HashMap<>();
    units.forEach(unit -> scores.put(unit, requireNumber(unit, score.applyAsDouble(unit))));
    List<Unit> byScore = new ArrayList<>(units);
    byScore.sort(Comparator.comparingDouble(scores::get));
    List<Unit> removed = new ArrayList<>();
    for (Unit unit : byScore) {
      if (reached() || removed.size() == most) {
        break;
      }
      if (canGo(unit)) {
        remove(unit);
        removed.add(unit);
      }
    }
    keepLiving();
    if (removed.size() < most && !reached()) {
      throw new EspalierException(
          "whole units reach sparsity %.3f of this model, not %s; ask for less%s"
              .formatted(
                  1 - kept / (double) request.layout().prunableSize(),
                  request.sparsity(),
                  request.emptyLayersAllowed() ? "" : ", or allow empty layers"));
    }
    return removed;
  }

  private static double requireNumber(Unit unit, double score) {
    if (Double.isNaN(score)) {
      throw new EspalierException(
          "the score of unit %d of %s is not a number; look for NaN in what it is made from"
              .formatted(unit.index(), unit.group().name()));
    }
    return score;
  }

  private void remove(Unit unit) {
    kept -= freed(unit);
    unit.group().members(unit.index()).forEach(run -> alive.clear(run.from(), run.to()));
    left.merge(unit.group(), -1, Integer::sum);
  }

  /** What is left. */
  public Mask mask() {
    return Mask.of(request.layout(), alive);
  }
}
