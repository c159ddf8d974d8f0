package org.espalier.policy.causal.internal.surgeon;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.espalier.core.EspalierException;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.pruning.Flow;
import org.espalier.core.pruning.Prediction;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.Saliency;
import org.espalier.core.pruning.Scope;
import org.espalier.core.pruning.Stages;

/**
 * Optimal Brain Surgeon on the curvature that a recorded trajectory holds: in stages, scores every
 * weight of every unit by what its removal costs once the unit's other weights have answered, times
 * the flow of the units that it joins; cuts the least of all together; and moves the rest.
 *
 * <p>Where matrices over all weights of every unit would take too long, the first cuts go by each
 * weight's own curvature, and matrices are made of what is left.
 */
public final class TrajectorySurgeon {
  /** Multiplications that matrices over all weights may take: about half a second's. */
  private static final double MOST_WORK = 4e9;

  /** Bytes that all inverses may take together. */
  private static final double MOST_MEMORY = 1 << 30;

  private static final int LARGEST_MATRIX = 1024;
  private static final int WIDE_ROWS = 128;
  private static final double COARSE_DENSITY = 0.35;
  private static final int COARSE_STAGES = 4;
  private static final double FLOW_POWER = 2;

  private final PruningRequest request;
  private final ParameterLayout layout;
  private final GradientRows rows;
  private final List<LayerCurvature> layers = new ArrayList<>();
  private final boolean coarse;
  private final boolean flowing;
  private final Flow flow;
  private final double[] theta;
  private final double[] effects;
  private final Set<String> notes = new LinkedHashSet<>();
  private List<UnitState> states = List.of();

  private TrajectorySurgeon(PruningRequest request, SurgeonOptions options, LinearAlgebra algebra) {
    this.request = request;
    layout = request.layout();
    SurgeonChecks.requireOperable(request);
    rows = GradientRows.sample(request.trajectory(), options.rows(), request.progress());
    float[] weights = request.weights();
    theta = new double[weights.length];
    for (int k = 0; k < theta.length; k++) {
      theta[k] = request.alive().keeps(k) ? weights[k] : 0;
    }
    effects = new double[theta.length];
    List<List<Unit>> units = layout.prunable().stream().map(w -> Unit.of(w, layout)).toList();
    coarse = work(units) > MOST_WORK;
    LayerCurvature.Settings settings =
        new LayerCurvature.Settings(
            algebra,
            options.damping() * meanSecondMoment(),
            matrixLimit(units),
            WIDE_ROWS,
            !coarse,
            request.seed());
    units.forEach(u -> layers.add(new LayerCurvature(u, rows, theta.clone(), settings)));
    flowing = options.flow() && Flow.isKnown(layout);
    if (options.flow() && !flowing) {
      notes.add(Saliency.NO_FLOW);
    }
    flow = new Flow(layout, importance(request.alive()));
  }

  /**
   * Prunes.
   *
   * @throws EspalierException if the trajectory gives no gradients or is of another model, or the
   *     model normalises
   */
  public static Pruning prune(PruningRequest request, SurgeonOptions options) {
    return prune(request, options, LinearAlgebra.best());
  }

  static Pruning prune(PruningRequest request, SurgeonOptions options, LinearAlgebra algebra) {
    request.progress().check();
    return new TrajectorySurgeon(request, options, algebra).prune();
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
    return Math.min(LARGEST_MATRIX, (int) Math.sqrt(MOST_MEMORY / Double.BYTES / count));
  }

  private double meanSecondMoment() {
    double sum = 0;
    for (Parameter weights : layout.prunable()) {
      for (int k = weights.offset(); k < weights.end(); k++) {
        sum += rows.secondMoments()[k];
      }
    }
    return sum / layout.prunableSize();
  }

  private Pruning prune() {
    Mask mask = request.alive();
    if (coarse) {
      for (int keep : coarseStages()) {
        double[] scores = new double[theta.length];
        layers.forEach(l -> l.writeDiagonalScores(scores));
        mask = cut(scores, keep, mask);
        zeroCut(mask);
      }
    }
    open(mask);
    for (int keep : Stages.of(request)) {
      if (keep < mask.keptPrunable()) {
        double[] scores = new double[theta.length];
        states.forEach(s -> s.writeScores(scores));
        mask = cut(scores, keep, mask);
        Mask left = mask;
        layers.forEach(l -> l.prepare(left));
        states = all(states, s -> s.cut(left));
        states.forEach(s -> s.writeWeights(theta));
        zeroCut(mask);
      }
    }
    return answer(mask);
  }

  /** A few cheap cuts rather than one, so that the flow can act. */
  private List<Integer> coarseStages() {
    double density = Math.max(COARSE_DENSITY, 1 - request.sparsity());
    List<Integer> stages = new ArrayList<>();
    for (int i = 1; i <= COARSE_STAGES; i++) {
      double stage = Math.pow(density, i / (double) COARSE_STAGES);
      int keep = Math.max((int) Math.round(stage * layout.prunableSize()), request.keep());
      if (keep < request.alive().keptPrunable()) {
        stages.add(keep);
      }
    }
    return stages;
  }

  private Mask cut(double[] scores, int keep, Mask mask) {
    request.progress().check();
    for (int k = 0; k < effects.length; k++) {
      effects[k] = mask.keeps(k) ? scores[k] : effects[k];
    }
    if (flowing) {
      flow.weigh(scores, importance(mask), FLOW_POWER);
    }
    Pruning pruning = Saliency.prune(scores, request.stage(keep, mask), Scope.GLOBAL);
    notes.addAll(pruning.notes());
    return pruning.mask();
  }

  private void open(Mask mask) {
    List<UnitState> opened = new ArrayList<>();
    for (LayerCurvature layer : layers) {
      layer.prepare(mask);
      opened.addAll(all(layer.units(), unit -> layer.open(unit, mask)));
    }
    states = opened;
    states.forEach(s -> s.writeWeights(theta));
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

  private void zeroCut(Mask mask) {
    for (int k = 0; k < theta.length; k++) {
      theta[k] = mask.keeps(k) ? theta[k] : 0;
    }
  }

  /** |w|√⟨g²⟩ of what is kept. */
  private double[] importance(Mask mask) {
    double[] importance = new double[theta.length];
    for (int k = 0; k < importance.length; k++) {
      importance[k] = Math.abs(theta[k]) * Math.sqrt(rows.secondMoments()[k]);
    }
    return mask.only(importance);
  }

  private Pruning answer(Mask mask) {
    float[] adjusted = new float[theta.length];
    for (int k = 0; k < adjusted.length; k++) {
      adjusted[k] = (float) theta[k];
    }
    Pruning pruning = Pruning.of(mask).withWeights(adjusted).withPrediction(prediction(mask));
    for (String note : notes) {
      pruning = pruning.withNote(note);
    }
    return pruning;
  }

  /**
   * The curvature is that of scaled gradients. A minibatch of B has gradients whose outer product
   * is, near a minimum, the Fisher information ÷ B, so B‖g‖² of the late gradients brings it back
   * to nats.
   */
  private Prediction prediction(Mask mask) {
    double batch =
        request.trajectory().manifest().optimizerOptions().getOrDefault("batchSize", 1.0);
    double scale = batch * rows.meanSquaredLength();
    double cost = 0;
    for (LayerCurvature layer : layers) {
      for (double each : all(layer.units(), unit -> layer.cost(unit, theta))) {
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
