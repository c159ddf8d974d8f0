package org.espalier.harness.internal.command;

import java.nio.file.Path;
import org.espalier.core.Progress;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.ModelSource;
import org.espalier.core.model.TrainableModel;
import org.espalier.core.model.TrainingRecipe;
import org.espalier.core.model.TrainingReport;
import org.espalier.core.model.TrainingRequest;
import org.espalier.core.trajectory.Recording;
import org.espalier.core.trajectory.TrajectoryRecorder;
import org.espalier.core.trajectory.TrajectorySpec;
import org.espalier.harness.Work;
import org.espalier.harness.internal.data.DataSplit;
import org.espalier.harness.internal.data.DatasetLoader;
import org.espalier.harness.internal.data.LoadedData;
import org.espalier.harness.internal.data.Seeds;
import org.espalier.harness.internal.plugin.Lease;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.internal.run.Manifests;
import org.espalier.harness.internal.run.Models;

/** Trains a model and leaves its trajectory, with the trained model beside it. */
final class RecordWork {
  /** The trained model's file in the trajectory's folder. */
  static final String MODEL = "model.zip";

  private final Plugins plugins;

  RecordWork(Plugins plugins) {
    this.plugins = plugins;
  }

  Work.Recorded run(Work.RecordRequest work, Progress progress) {
    if (work.steps() < 1) {
      throw new IllegalArgumentException("steps = " + work.steps() + "; it must be at least 1");
    }
    LoadedData data = DatasetLoader.load(work.dataset());
    ModelSource source =
        Models.named(work.model(), data, Seeds.derive(work.seed(), Seeds.Purpose.WEIGHTS));
    try (Lease<ModelAdapter> adapter = plugins.leaseAdapter(source, progress);
        Lease<TrajectoryRecorder> recorder = plugins.recorders().leaseAny(progress);
        TrainableModel model = Models.recordable(adapter.service().open(source), work.model())) {
      DataSplit split = DataSplit.of(Models.fit(model, data), work.seed());
      TrainingRequest request = request(work, split, progress);
      TrajectorySpec spec =
          new TrajectorySpec(
              work.out(),
              Manifests.of(model.layout(), request, work.seed()),
              model.weights(),
              work.gradients());
      return SafeRecording.of(
          recorder.service(), spec, recording -> train(work, model, request, split, recording));
    }
  }

  private static Work.Recorded train(
      Work.RecordRequest work,
      TrainableModel model,
      TrainingRequest request,
      DataSplit split,
      Recording recording) {
    TrainingReport report = model.train(request.withObserver(recording));
    recording.finish(model.weights());
    Path file = work.out().resolve(MODEL);
    model.save(file);
    return new Work.Recorded(
        work.out(), file, model.layout().size(), report, model.evaluate(split.test()));
  }

  private static TrainingRequest request(
      Work.RecordRequest work, DataSplit split, Progress progress) {
    int perEpoch = work.recipe().stepsPerEpoch(split.train().size());
    int epochs = (work.steps() + perEpoch - 1) / perEpoch;
    TrainingRecipe recipe = work.recipe().withEpochs(epochs);
    return new TrainingRequest(
        split.train(),
        recipe,
        Seeds.derive(work.seed(), Seeds.Purpose.MINIBATCHES),
        null,
        null,
        work.lossAfter(),
        work.gradients(),
        work.steps(),
        progress);
  }
}
