package org.espalier.harness.internal.run;

import java.util.Map;
import org.espalier.core.Need;
import org.espalier.core.model.DifferentiableModel;
import org.espalier.core.model.EvaluableModel;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ObservableModel;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.harness.experiment.PolicyChoice;
import org.espalier.harness.internal.data.Seeds;
import org.espalier.harness.internal.plugin.AlignedTrajectory;
import org.espalier.harness.internal.plugin.LeasedTrajectory;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.internal.plugin.PolicyCall;

/** Gives a policy all that a cell has for it, and asks what to cut. */
final class Decision {
  private final RunContext context;
  private final TrainedSeed seed;
  private final Grounds grounds;
  private final Map<String, String> services;

  /**
   * @param services is told which bundles answered
   */
  Decision(RunContext context, TrainedSeed seed, Grounds grounds, Map<String, String> services) {
    this.context = context;
    this.seed = seed;
    this.grounds = grounds;
    this.services = services;
  }

  Pruning decide(PolicyChoice choice, EvaluableModel model, Mask alive, double sparsity) {
    PruningRequest.Builder builder =
        PruningRequest.builder(model.layout(), model.weights(), sparsity)
            .alive(alive)
            .seed(Seeds.derive(seed.seed(), Seeds.Purpose.POLICY))
            .progress(context.cellProgress());
    if (model instanceof DifferentiableModel differentiable) {
      builder.gradients(gradients(differentiable));
    }
    if (model instanceof ObservableModel observable) {
      builder.inputs(inputs(observable));
    }
    if (grounds.evidence() != null) {
      builder.evidence(grounds.evidence());
    }
    PolicyCall call = new PolicyCall(context.plugins(), context::options, context.cellProgress());
    try {
      return grounds.trajectory().isPresent() && needsTrajectory(context.plugins(), choice)
          ? withTrajectory(call, choice, model.layout(), builder)
          : call.prune(choice, builder);
    } finally {
      services.putAll(call.origins());
    }
  }

  private Pruning withTrajectory(
      PolicyCall call,
      PolicyChoice choice,
      ParameterLayout layout,
      PruningRequest.Builder builder) {
    try (LeasedTrajectory recorded =
        LeasedTrajectory.open(
            context.plugins(), grounds.trajectory().orElseThrow(), context.cellProgress())) {
      Trajectory own = AlignedTrajectory.of(recorded.trajectory(), layout);
      return call.prune(choice, builder.trajectory(own));
    }
  }

  /** Whether a policy, or the one that it takes its layerwise sparsities from, looks at one. */
  static boolean needsTrajectory(Plugins plugins, PolicyChoice choice) {
    return needsTrajectory(plugins, choice.policy())
        || (choice.isControl() && needsTrajectory(plugins, choice.quotasOf()));
  }

  private static boolean needsTrajectory(Plugins plugins, String id) {
    return plugins
        .policies()
        .find(id)
        .map(i -> i.needs(Need.TRAJECTORY) || i.needs(Need.TRAJECTORY_GRADIENTS))
        .orElse(true);
  }

  private CalibrationInputs inputs(ObservableModel model) {
    return new CalibrationInputs(
        model,
        seed.split().train(),
        Seeds.derive(seed.seed(), Seeds.Purpose.CALIBRATION),
        context.cellProgress());
  }

  private GradientBatches gradients(DifferentiableModel model) {
    return new GradientBatches(
        model,
        seed.split().train(),
        context.experiment().training().batchSize(),
        context.experiment().training().labelSmoothing(),
        context.cellProgress());
  }
}
