package org.espalier.policy.causal.internal.surgeon;

import java.util.ArrayList;
import java.util.List;
import org.espalier.core.EspalierException;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
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
 */
public final class TrajectorySurgeon {
  private final PruningRequest request;
  private final SurgeonOptions options;
  private final ParameterLayout layout;
  private final LinearAlgebra algebra;
  private final GradientRows rows;
  private final List<UnitSurgeon> units = new ArrayList<>();
  private final double[] theta;
  private final double[] effects;
  private double cost;

  private TrajectorySurgeon(PruningRequest request, SurgeonOptions options, LinearAlgebra algebra) {
    this.request = request;
    this.options = options;
    this.layout = request.layout();
    this.algebra = algebra;
    requireNoNormalization();
    rows = GradientRows.sample(request.trajectory(), options.rows(), request.progress());
    theta = doubles(request.weights());
    effects = new double[theta.length];
  }

  /**
   * Prunes.
   *
   * @throws EspalierException if the trajectory gives no gradients, or the model normalises
   */
  public static Pruning prune(PruningRequest request, SurgeonOptions options) {
    return prune(request, options, LinearAlgebra.best());
  }

  static Pruning prune(PruningRequest request, SurgeonOptions options, LinearAlgebra algebra) {
    request.progress().check();
    return new TrajectorySurgeon(request, options, algebra).prune();
  }

  private void requireNoNormalization() {
    for (Parameter parameter : layout.parameters()) {
      if (parameter.role() == ParameterRole.NORM) {
        throw new EspalierException(
            "layer %s (%s) normalises its input, so that the curvature of the weights before it"
                    .formatted(parameter.layer(), parameter.name())
                + " doesn't tell what a cut does; use another policy, or fold the normalisation in");
      }
    }
  }

  private Pruning prune() {
    double delta = options.damping() * meanSecondMoment();
    for (Parameter weights : layout.prunable()) {
      units.addAll(
          LayerSurgeon.of(
              Unit.of(weights, layout),
              rows,
              delta,
              request.weights(),
              request.alive(),
              algebra,
              request.progress()));
    }
    boolean flowing = options.flow() && Flow.isKnown(layout);
    Flow flow = new Flow(layout, importance(request.alive()));
    Pruning pruning = Pruning.of(request.alive());
    for (int keep : Stages.of(request)) {
      request.progress().check();
      double[] scores = new double[theta.length];
      units.forEach(u -> u.writeScores(scores));
      if (flowing) {
        flow.weigh(scores, importance(pruning.mask()));
      }
      pruning = Saliency.prune(scores, request.stage(keep, pruning.mask()), Scope.GLOBAL);
      cut(pruning.mask());
    }
    return answer(options.flow() && !flowing ? pruning.withNote(Saliency.NO_FLOW) : pruning);
  }

  private void cut(Mask mask) {
    cost +=
        units.parallelStream().mapToDouble(u -> u.cut(mask, effects)).boxed().toList().stream()
            .mapToDouble(Double::doubleValue)
            .sum();
    units.forEach(u -> u.writeWeights(theta));
  }

  /** w²⟨g²⟩ of what is kept. */
  private double[] importance(Mask mask) {
    double[] importance = new double[theta.length];
    for (int k = 0; k < importance.length; k++) {
      importance[k] = theta[k] * theta[k] * rows.secondMoments()[k];
    }
    return mask.only(importance);
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

  private Pruning answer(Pruning pruning) {
    float[] adjusted = new float[theta.length];
    for (int k = 0; k < adjusted.length; k++) {
      adjusted[k] = (float) theta[k];
    }
    return pruning.withWeights(adjusted).withPrediction(prediction());
  }

  /**
   * The curvature is that of scaled gradients. A minibatch of B has gradients whose outer product
   * is, near a minimum, the Fisher information ÷ B, so B‖g‖² of the late gradients brings it back
   * to nats.
   */
  private Prediction prediction() {
    double batch =
        request.trajectory().manifest().optimizerOptions().getOrDefault("batchSize", 1.0);
    double scale = batch * rows.meanSquaredLength();
    double[] nats = new double[effects.length];
    for (int k = 0; k < nats.length; k++) {
      nats[k] = scale * effects[k];
    }
    return new Prediction(scale * cost, nats);
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int k = 0; k < doubles.length; k++) {
      doubles[k] = values[k];
    }
    return doubles;
  }
}
