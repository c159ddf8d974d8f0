package org.espalier.harness.internal.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.core.Need;
import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.ModelSource;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.PrunableModel;
import org.espalier.core.npy.Npy;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.harness.PluginInfo;
import org.espalier.harness.Work;
import org.espalier.harness.experiment.PolicyChoice;
import org.espalier.harness.internal.data.DataSplit;
import org.espalier.harness.internal.data.DatasetLoader;
import org.espalier.harness.internal.plugin.Lease;
import org.espalier.harness.internal.plugin.LeasedTrajectory;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.internal.plugin.PolicyCall;
import org.espalier.harness.internal.run.GradientBatches;

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
      Pruning pruning = decide(work, choice, model, progress);
      model.setWeights(pruning.apply(model.weights()));
      return written(work, model, pruning);
    }
  }

  /** The request's options are the policy's; a control's reference has only those in its name. */
  private static PolicyChoice choice(Work.PruneRequest work) {
    PolicyChoice named = PolicyChoice.parse(work.policy());
    for (String key : named.options().values().keySet()) {
      if (work.options().values().containsKey(key)) {
        throw new IllegalArgumentException(
            "option %s of policy %s is given twice: in its name and by --set"
                .formatted(key, named.policy()));
      }
    }
    return new PolicyChoice(
        named.policy(),
        PolicyChoice.over(work.options(), named.options()),
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
    }
    missing.forEach(
        (need, what) -> {
          if (policy.needs(need)) {
            throw new IllegalArgumentException("policy " + policy.id() + " needs " + what);
          }
        });
  }

  private Pruning decide(
      Work.PruneRequest work, PolicyChoice choice, PrunableModel model, Progress progress) {
    PruningRequest.Builder builder =
        PruningRequest.builder(model.layout(), model.weights(), work.sparsity())
            .emptyLayersAllowed(work.emptyLayersAllowed())
            .seed(work.seed())
            .progress(progress);
    int parameters = model.layout().size();
    work.evidence().map(e -> EvidenceFiles.read(e, parameters)).ifPresent(builder::evidence);
    work.dataset().ifPresent(d -> builder.gradients(gradients(work, d, model, progress)));
    PolicyCall call = new PolicyCall(plugins, id -> Options.none(), progress);
    if (work.trajectory().isEmpty()) {
      return call.prune(choice, builder);
    }
    try (LeasedTrajectory recorded =
        LeasedTrajectory.open(plugins, work.trajectory().get(), progress)) {
      return call.prune(choice, builder.trajectory(recorded.trajectory()));
    }
  }

  private static GradientBatches gradients(
      Work.PruneRequest work, String dataset, PrunableModel model, Progress progress) {
    var differentiable = Models.differentiable(model, work.model());
    DataSplit split =
        DataSplit.of(Models.fit(differentiable, DatasetLoader.load(dataset)), work.seed());
    return new GradientBatches(differentiable, split.train(), BATCH, 0, progress);
  }

  private static Work.Pruned written(Work.PruneRequest work, PrunableModel model, Pruning pruning) {
    Mask mask = pruning.mask();
    Path out = work.out().toAbsolutePath();
    Path file = work.out().resolveSibling(work.out().getFileName() + ".mask.npy");
    try (FilePair pair = FilePair.in(Objects.requireNonNullElse(out.getParent(), out))) {
      pair.write(file, aside -> Npy.writeBooleans(aside, mask.toBitSet(), mask.layout().size()));
      pair.write(work.out(), model::save);
      pair.move();
    }
    Map<String, Double> layers = new LinkedHashMap<>();
    List<Parameter> prunable = mask.layout().prunable();
    prunable.forEach(p -> layers.put(p.name(), mask.sparsity(p)));
    return new Work.Pruned(
        work.out(),
        file,
        mask.sparsity(),
        mask.keptPrunable(),
        mask.layout().prunableSize(),
        layers,
        pruning.notes());
  }
}
