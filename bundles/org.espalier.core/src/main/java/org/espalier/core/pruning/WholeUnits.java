package org.espalier.core.pruning;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import org.espalier.core.EspalierException;
import org.espalier.core.model.Connection;
import org.espalier.core.model.IndexRange;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;

/**
 * Whole neurons and filters, each with all that goes when it goes: its own weights and those that
 * take it in. What is left is a smaller dense network.
 *
 * <p>Units of the output, and of layers that are summed up before they are taken in, can't go by
 * themselves and stay. The last unit of a layer stays too, unless the request allows empty layers.
 */
public final class WholeUnits {
  private final PruningRequest request;
  private final List<Unit> units = new ArrayList<>();
  private final Map<Parameter, Integer> left = new HashMap<>();
  private final BitSet alive;
  private int kept;

  /**
   * One neuron or filter.
   *
   * @param source the weight tensor that it is of
   * @param index its place on the tensor's axis 0
   */
  public record Unit(Parameter source, int index) {
    /** Index in θ of its first weight. */
    public int offset() {
      return source.offset() + index * source.fanIn();
    }
  }

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
    Set<String> bound = bound(layout);
    for (Parameter source : layout.prunable()) {
      boolean takenIn =
          layout.connections().stream().anyMatch(c -> c.source().equals(source.name()));
      if (takenIn && !bound.contains(source.name())) {
        addUnits(source);
      }
    }
  }

  /** Sources of a tensor that takes in the sum of several, or that must not be cut. */
  private static Set<String> bound(ParameterLayout layout) {
    Map<String, String> first = new HashMap<>();
    Set<String> bound = new HashSet<>();
    for (Connection connection : layout.connections()) {
      String other = first.putIfAbsent(connection.target(), connection.source());
      if (other != null) {
        bound.add(other);
        bound.add(connection.source());
      }
      if (!layout.find(connection.target()).orElseThrow().prunable()) {
        bound.add(connection.source());
      }
    }
    return bound;
  }

  private void addUnits(Parameter source) {
    for (int i = 0; i < source.units(); i++) {
      Unit unit = new Unit(source, i);
      if (freed(unit) > 0) {
        units.add(unit);
        left.merge(source, 1, Integer::sum);
      }
    }
  }

  /** The units that have weights left. */
  public List<Unit> living() {
    return List.copyOf(units);
  }

  private boolean canGo(Unit unit) {
    return request.emptyLayersAllowed() || left.getOrDefault(unit.source(), 0) > 1;
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
    for (IndexRange run : runs(unit)) {
      for (int k = alive.nextSetBit(run.from());
          k >= 0 && k < run.to();
          k = alive.nextSetBit(k + 1)) {
        sum += value.applyAsDouble(k);
      }
    }
    return sum;
  }

  /** Every run of weights that goes with a unit: its own, then those that take it in. */
  private List<IndexRange> runs(Unit unit) {
    List<IndexRange> runs = new ArrayList<>();
    runs.add(new IndexRange(unit.offset(), unit.offset() + unit.source().fanIn()));
    runs.addAll(request.layout().outgoing(unit.source(), unit.index()));
    return runs;
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
              .formatted(unit.index(), unit.source().name()));
    }
    return score;
  }

  private void remove(Unit unit) {
    kept -= freed(unit);
    runs(unit).forEach(run -> alive.clear(run.from(), run.to()));
    units.remove(unit);
    left.merge(unit.source(), -1, Integer::sum);
  }

  /** What is left. */
  public Mask mask() {
    return Mask.of(request.layout(), alive);
  }
}
