package org.espalier.policy.causal.internal.surgeon;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.pruning.Prediction;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.trajectory.GradientRows;
import org.espalier.lib.algebra.LinearAlgebra;

/**
 * A network under the knife: its weights, the curvature of its units, what each cut has cost, and
 * how the rest answers. What to cut, others decide.
 */
final class Operation {
  /** Bytes that all inverses may take together. */
  private static final double MOST_MEMORY = 1 << 29;

  private final PruningRequest request;
  private final ParameterLayout layout;
  private final GradientRows rows;
  private final boolean large;
  private final List<LayerCurvature> layers;
  private final Map<Integer, List<UnitState>> states = new LinkedHashMap<>();
  private final Set<Unit> removed = new HashSet<>();
  private final double[] theta;
  private final double[] effects;

  /**
   * Opens the trajectory; nothing is computed of units yet.
   *
   * @param effort how large matrices may get
   * @param units of each layer that answers to cuts
   */
  Operation(
      PruningRequest request,
      SurgeonOptions options,
      LinearAlgebra algebra,
      Effort effort,
      List<List<Unit>> units) {
    this.request = request;
    layout = request.layout();
    SurgeonChecks.requireOperable(request);
    rows = GradientRows.sample(request.trajectory(), options.rows(), request.progress());
    theta = living(request);
    effects = new double[theta.length];
    large = work(units) > effort.mostWork();
    LayerCurvature.Settings settings =
        new LayerCurvature.Settings(
            algebra,
            options.damping() * meanSecondMoment(),
            Math.min(effort.largestMatrix(), matrixLimit(units)),
            effort.wideRows(),
            !large,
            request.seed());
    double[] start = theta.clone();
    layers = units.stream().map(u -> new LayerCurvature(u, rows, start, settings)).toList();
  }

  private static double[] living(PruningRequest request) {
    float[] weights = request.alive().apply(request.weights());
    double[] theta = new double[weights.length];
    for (int k = 0; k < theta.length; k++) {
      theta[k] = weights[k];
    }
    return theta;
  }

  private double work(List<List<Unit>> units) {
    return units.stream()
        .mapToDouble(
            layer -> {
              double size = layer.get(0).size();
              return layer.size() * size * size * (size + rows.count());
            })
        .sum();
  }

  private static int matrixLimit(List<List<Unit>> units) {
    int count = units.stream().mapToInt(List::size).sum();
    return (int) Math.sqrt(MOST_MEMORY / Double.BYTES / count);
  }

  private double meanSecondMoment() {
    double sum = 0;
    for (Parameter weights : layout.prunable()) {
      for (int k = weights.offset(); k < weights.end(); k++) {
        sum += rows.secondMoments()[k];
      }
    }
    if (sum == 0 && layout.prunableSize() > 0) {
      throw new InvalidDataException(
          "no weight that may be pruned has a gradient in the trajectory; record a training that"
              + " moves them");
    }
    return sum / layout.prunableSize();
  }

  /** Whether matrices over all weights of every unit would take too long. */
  boolean isLarge() {
    return large;
  }

  /** Makes the matrices of what the mask keeps, answers to what it has cut included. */
  void open(Mask mask) {
    for (LayerCurvature layer : layers) {
      layer.prepare(mask);
      List<UnitState> opened = all(layer.units(), unit -> layer.open(unit, mask));
      states.put(key(layer), opened);
      opened.forEach(s -> s.writeWeights(theta));
    }
  }

  /** What tells layers apart: index in θ of the first weight. */
  private static int key(LayerCurvature layer) {
    return layer.units().get(0).first();
  }

  /** The units of a tensor as they are now. */
  List<UnitState> states(Parameter tensor) {
    return states(tensor.offset());
  }

  private List<UnitState> states(int key) {
    return Objects.requireNonNull(states.get(key), "units that were not opened");
  }

  /** What the removal of each weight costs once the others of its unit have answered; p values. */
  double[] jointEffects() {
    double[] scores = new double[theta.length];
    states.values().forEach(units -> units.forEach(s -> s.writeScores(scores)));
    return scores;
  }

  /** What the removal of each weight alone costs, which takes no matrix; p values. */
  double[] loneEffects() {
    double[] scores = new double[theta.length];
    layers.forEach(l -> l.writeDiagonalScores(scores));
    return scores;
  }

  /** Cuts without an answer. */
  void drop(Mask mask, double[] costs) {
    for (int k = 0; k < theta.length; k++) {
      if (!mask.keeps(k)) {
        effects[k] = theta[k] == 0 ? effects[k] : costs[k];
        theta[k] = 0;
      }
    }
  }

  /**
   * Cuts, and lets the others answer.
   *
   * @param costs what it costs to remove each weight, p values
   */
  void cut(Mask mask, double[] costs) {
    for (LayerCurvature layer : layers) {
      layer.prepare(mask);
      List<UnitState> cut = all(states(key(layer)), s -> s.cut(mask));
      states.put(key(layer), cut);
      cut.forEach(s -> s.writeWeights(theta));
    }
    drop(mask, costs);
  }

  /** |w|√⟨g²⟩ of what is kept. */
  double[] importance(Mask mask) {
    double[] importance = new double[theta.length];
    for (int k = 0; k < importance.length; k++) {
      importance[k] = Math.abs(theta[k]) * Math.sqrt(rows.secondMoments()[k]);
    }
    return mask.only(importance);
  }

  /** On all cores, in order. */
  private <T, R> List<R> all(List<T> values, Function<T, R> function) {
    return values.parallelStream()
        .map(
            value -> {
              request.progress().check();
              return function.apply(value);
            })
        .toList();
  }

  /** The mask with the weights that are left, and what it is predicted to cost. */
  Pruning answer(Mask mask) {
    float[] adjusted = new float[theta.length];
    for (int k = 0; k < adjusted.length; k++) {
      adjusted[k] = (float) theta[k];
    }
    return Pruning.of(mask).withWeights(adjusted).withPrediction(prediction(mask));
  }

  /** Forgets a unit that is gone as a whole: its bias, and what the cut of its own weights cost. */
  void remove(Parameter tensor, int index) {
    Unit unit = Unit.of(tensor, layout).get(index);
    removed.add(unit);
    if (unit.bias() >= 0) {
      theta[unit.bias()] = 0;
    }
  }

  /**
   * Of units that are there. The scale is of the whole training: at its end gradients vanish where
   * every example is learned, and tell nothing of the loss that a cut leads back to.
   */
  private Prediction prediction(Mask mask) {
    double scale = rows.fisherScale();
    double cost = 0;
    for (LayerCurvature layer : layers) {
      List<Unit> living = layer.units().stream().filter(u -> !removed.contains(u)).toList();
      for (double each : all(living, unit -> layer.cost(unit, theta))) {
        cost += each;
      }
    }
    double[] nats = new double[effects.length];
    for (int k = 0; k < nats.length; k++) {
      nats[k] = mask.keeps(k) ? 0 : scale * effects[k];
    }
    return new Prediction(scale * cost, nats);
  }
}
