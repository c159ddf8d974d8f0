package org.espalier.harness.internal.command;

import java.util.List;
import org.espalier.core.Progress;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.EvaluableModel;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.ModelSource;
import org.espalier.core.trajectory.TrajectoryKind;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.espalier.core.trajectory.TrajectoryRecorder;
import org.espalier.core.trajectory.TrajectorySpec;
import org.espalier.harness.Work;
import org.espalier.harness.evidence.Resolution;
import org.espalier.harness.internal.data.DataSplit;
import org.espalier.harness.internal.data.DatasetLoader;
import org.espalier.harness.internal.data.Seeds;
import org.espalier.harness.internal.intervention.InterventionOptions;
import org.espalier.harness.internal.intervention.Interventions;
import org.espalier.harness.internal.plugin.Lease;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.internal.run.Manifests;
import org.espalier.harness.internal.run.Models;

/** Perturbs a saved model and leaves the trajectory of what its loss did. */
final class InterveneWork {
  private final Plugins plugins;

  InterveneWork(Plugins plugins) {
    this.plugins = plugins;
  }

  Work.Intervened run(Work.InterveneRequest work, Progress progress) {
    InterventionOptions options =
        new InterventionOptions(work.blocks(), work.steps(), work.scale(), work.batchSize());
    ModelSource source = Models.file(work.model());
    try (Lease<ModelAdapter> adapter = plugins.leaseAdapter(source, progress);
        Lease<TrajectoryRecorder> recorder = plugins.recorders().leaseAny(progress);
        EvaluableModel model =
            Models.evaluable(adapter.service().open(source), work.model().toString())) {
      DataSplit split =
          DataSplit.of(Models.fit(model, DatasetLoader.load(work.dataset())), work.seed());
      Interventions interventions =
          new Interventions(
              model,
              split.train(),
              options,
              Seeds.derive(work.seed(), Seeds.Purpose.INTERVENTIONS),
              progress);
      TrajectorySpec spec =
          new TrajectorySpec(
              work.out(),
              manifest(model, split.train(), options, work.seed()),
              interventions.weights(),
              false);
      return SafeRecording.of(
          recorder.service(),
          spec,
          recording -> {
            long start = System.nanoTime();
            Resolution resolution = interventions.run(recording);
            recording.finish(interventions.weights());
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Work.Intervened(
                work.out(),
                spec.manifest().layout().size(),
                interventions.evaluations(),
                seconds,
                resolution);
          });
    }
  }

  private static TrajectoryManifest manifest(
      EvaluableModel model, Dataset train, InterventionOptions options, long seed) {
    return new TrajectoryManifest(
        TrajectoryKind.INTERVENTIONAL,
        model.layout(),
        "none",
        options.numbers(),
        List.of(),
        LossAfter.SAME_MINIBATCH,
        seed,
        train.name(),
        train.fingerprint(),
        Manifests.versions(),
        1,
        false);
  }
}
