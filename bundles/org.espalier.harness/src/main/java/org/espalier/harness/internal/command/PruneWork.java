package org.espalier.harness.internal.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.core.EspalierException;
import org.espalier.core.Need;
import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.core.model.DifferentiableModel;
import org.espalier.core.model.EvaluableModel;
import org.espalier.core.model.Granularity;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.ModelSource;
import org.espalier.core.model.ObservableModel;
import org.espalier.core.model.PrunableModel;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.harness.PluginInfo;
import org.espalier.harness.Work;
import org.espalier.harness.experiment.PolicyChoice;
import org.espalier.harness.internal.data.DataSplit;
import org.espalier.harness.internal.data.DatasetLoader;
import org.espalier.harness.internal.data.Seeds;
import org.espalier.harness.internal.plugin.AlignedTrajectory;
import org.espalier.harness.internal.plugin.CutOptions;
import org.espalier.harness.internal.plugin.Lease;
import org.espalier.harness.internal.plugin.LeasedTrajectory;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.internal.plugin.PolicyCall;
import org.espalier.harness.internal.run.CalibrationInputs;
import org.espalier.harness.internal.run.GradientBatches;
import org.espalier.harness.internal.run.Models;

/** Prunes a saved model and writes the pruned one with its mask beside it. */
final class PruneWork {
  private static final int BATCH = 64;

  private final Plugins plugins;

  PruneWork(Plugins plugins) {
    this.plugins = plugins;
  }

  Work.Pruned run(Work.PruneRequest work, Progress progress) {
    PolicyChoice choice = choice(work);
    requireInputs(work, plugins.policies().require(choice.policy()));
    if (choice.isControl()) {
      requireInputs(work, plugins.policies().require(choice.quotasOf()));
    }
    ModelSource source = Models.file(work.model());
    try (Lease<ModelAdapter> adapter = plugins.leaseAdapter(source, progress);
        PrunableModel model = adapter.service().open(source)) {
      requirePrunable(work, model);
      Optional<UnitRemoval> removal =
          work.remove() ? Optional.of(new UnitRemoval(model, work.model())) : Optional.empty();
      Optional<DataSplit> split =
          work.dataset()
              .map(d -> split(Models.evaluable(model, work.model().toString()), d, work.seed()));
      UnitObstacles obstacles =
          wantsUnits(work, choice) ? UnitObstacles.of(model, work.model()) : UnitObstacles.NONE;
      Pruning pruning = obstacles.noted(decide(work, choice, model, split, progress));
      boolean measures = pruning.prediction().isPresent() && split.isPresent();
      double before = measures ? trainingLoss(model, work, split.orElseThrow()) : 0;
      model.setWeights(pruning.apply(model.weights()));
      OptionalDouble change =
          measures
              ? OptionalDouble.of(trainingLoss(model, work, split.orElseThrow()) - before)
              : OptionalDouble.empty();
      PrunedFiles files = new PrunedFiles(work, choice, pruning);
      return removal.isPresent()
          ? files.writeReduced(removal.get(), change)
          : files.write(model, change);
    }
  }

  /** Refuses a model without weights to cut, and to write over what it reads its own data from. */
  private static void requirePrunable(Work.PruneRequest work, PrunableModel model) {
    if (model.layout().prunableSize() == 0) {
      throw new EspalierException(
          work.model() + " has no weights that may be pruned; nothing was written");
    }
    Path out = work.out().toAbsolutePath().normalize();
    for (Path beside : model.filesBeside()) {
      if (beside.toAbsolutePath().normalize().equals(out)) {
        throw new EspalierException(
            "cannot write %s: %s has its data there; name another --out"
                .formatted(work.out(), work.model()));
      }
    }
  }

  private boolean wantsUnits(Work.PruneRequest work, PolicyChoice choice) {
    return work.remove()
        || plugins.policies().require(choice.policy()).wholeUnits()
        || CutOptions.among(choice.options()).granularity() == Granularity.UNIT;
  }

  private static DataSplit split(EvaluableModel model, String dataset, long seed) {
    return DataSplit.of(Models.fit(model, DatasetLoader.load(dataset)), seed);
  }

  private static double trainingLoss(PrunableModel model, Work.PruneRequest work, DataSplit split) {
    return Models.evaluable(model, work.model().toString()).evaluate(split.train()).loss();
  }

  /** The request's options are the policy's; a control's reference has only those in its name. */
  private static PolicyChoice choice(Work.PruneRequest work) {
    PolicyChoice named = PolicyChoice.parse(work.policy());
    return new PolicyChoice(
        named.policy(),
        GivenOptions.once("policy", named.policy(), named.options(), work.options()),
        named.quotasOf(),
        named.quotasOptions());
  }

  private static void requireInputs(Work.PruneRequest work, PluginInfo policy) {
    Map<Need, String> missing = new LinkedHashMap<>();
    if (work.trajectory().isEmpty()) {
      missing.put(
          Need.TRAJECTORY_GRADIENTS,
          "the gradients along a trajectory: record one (with --gradients unless it is trained by"
              + " sgd, momentum or nesterov) and pass it with --trajectory DIR");
      missing.put(Need.TRAJECTORY, "a trajectory: record one and pass it with --trajectory DIR");
    }
    if (work.evidence().isEmpty()) {
      missing.put(Need.EVIDENCE, "evidence: estimate it and pass it with --evidence DIR");
    }
    if (work.dataset().isEmpty()) {
      missing.put(Need.GRADIENTS, "gradients: pass training data with --dataset D");
      missing.put(Need.INPUTS, "what the layers see: pass training data with --dataset D");
    }
    missing.forEach(
        (need, what) -> {
          if (policy.needs(need)) {
            throw new IllegalArgumentException("policy " + policy.id() + " needs " + what);
          }
        });
  }

  private Pruning decide(
      Work.PruneRequest work,
      PolicyChoice choice,
      PrunableModel model,
      Optional<DataSplit> split,
      Progress progress) {
    PruningRequest.Builder builder =
        PruningRequest.builder(model.layout(), model.weights(), work.sparsity())
            .emptyLayersAllowed(work.emptyLayersAllowed())
            .seed(work.seed())
            .progress(progress);
    work.evidence().map(e -> EvidenceFiles.read(e, model.layout())).ifPresent(builder::evidence);
    if (needs(choice, Need.GRADIENTS) || model instanceof DifferentiableModel) {
      split.ifPresent(s -> builder.gradients(gradients(work, s, model, progress)));
    }
    if (needs(choice, Need.INPUTS) || model instanceof ObservableModel) {
      split.ifPresent(s -> builder.inputs(inputs(work, s, model, progress)));
    }
    PolicyCall call = new PolicyCall(plugins, id -> Options.none(), progress);
    if (work.trajectory().isEmpty()) {
      return call.prune(choice, builder);
    }
    try (LeasedTrajectory recorded =
        LeasedTrajectory.open(plugins, work.trajectory().get(), progress)) {
      Trajectory own = AlignedTrajectory.of(recorded.trajectory(), model.layout());
      return call.prune(choice, builder.trajectory(own));
    }
  }

  private static GradientBatches gradients(
      Work.PruneRequest work, DataSplit split, PrunableModel model, Progress progress) {
    return new GradientBatches(
        Models.differentiable(model, work.model()), split.train(), BATCH, 0, progress);
  }

  private static CalibrationInputs inputs(
      Work.PruneRequest work, DataSplit split, PrunableModel model, Progress progress) {
    return new CalibrationInputs(
        Models.observable(model, work.model()),
        split.train(),
        Seeds.derive(work.seed(), Seeds.Purpose.CALIBRATION),
        progress);
  }

  private boolean needs(PolicyChoice choice, Need need) {
    return plugins.policies().require(choice.policy()).needs(need)
        || (choice.isControl() && plugins.policies().require(choice.quotasOf()).needs(need));
  }
}
