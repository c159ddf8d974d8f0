package org.espalier.harness.internal.run;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.Evaluation;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.ModelSource;
import org.espalier.core.model.PrunableModel;
import org.espalier.core.model.TrainableModel;
import org.espalier.core.model.TrainingReport;
import org.espalier.core.model.TrainingRequest;
import org.espalier.harness.internal.data.DataSplit;
import org.espalier.harness.internal.data.Seeds;
import org.espalier.harness.internal.plugin.Lease;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Stage;
import org.espalier.harness.result.Training;

/** Trains the dense network of one seed while recording its trajectory. */
final class SeedTrainer {
  private final RunContext context;

  SeedTrainer(RunContext context) {
    this.context = context;
  }

  /**
   * @param sources of a network, by the seed of its weights
   */
  TrainedSeed train(long seed, LongFunction<ModelSource> sources) {
    DataSplit split = context.split(seed);
    ModelSource source = sources.apply(Seeds.derive(seed, Seeds.Purpose.WEIGHTS));
    Path folder = context.folder().resolve("seed-" + seed);
    Plugins plugins = context.plugins();
    try (Lease<ModelAdapter> adapter = plugins.leaseAdapter(source, context.cellProgress());
        TrainableModel model = Models.trainable(adapter.service().open(source))) {
      float[] initial = model.weights();
      RecordedTraining recorded =
          RecordedTraining.run(context, model, request(split.train(), seed), seed, folder);
      TrainingReport report = recorded.report();
      // Of an order of its own, which Map.of changes from one process to the next.
      Map<String, String> services = new LinkedHashMap<>();
      services.put("adapter", adapter.info().origin());
      services.put("recorder", recorded.recorder());
      Evaluation evaluation = model.evaluate(split.test());
      Cell dense =
          Cells.dense(seed, services)
              .measured(
                  Stage.DENSE,
                  evaluation,
                  model.weights(),
                  Mask.all(model.layout()),
                  report.seconds(),
                  notes(evaluation.loss(), split.test().classes()))
              .withFigures(
                  MeasuredFigures.of(context, split, model, Mask.all(model.layout()), seed));
      Training training =
          new Training(
              seed,
              report.steps(),
              report.seconds(),
              report.recordingShare(),
              report.lastLoss(),
              split.train().fingerprint());
      return new TrainedSeed(
          seed,
          split,
          model.layout(),
          model.weights(),
          Optional.of(folder),
          Optional.of(training),
          dense,
          context.ablation(model, split, seed),
          keptValues(initial, () -> fresh(sources, seed, adapter), folder, report.steps()));
    }
  }

  /** Initial weights of another draw. */
  private static float[] fresh(
      LongFunction<ModelSource> sources, long seed, Lease<ModelAdapter> adapter) {
    ModelSource other = sources.apply(Seeds.derive(seed, Seeds.Purpose.FRESH_WEIGHTS));
    try (PrunableModel model = adapter.service().open(other)) {
      return model.weights();
    }
  }

  private Optional<KeptValues> keptValues(
      float[] initial, Supplier<float[]> fresh, Path folder, int steps) {
    int epochs = context.experiment().training().epochs();
    return KeptValues.of(context, initial, fresh, folder, steps / Math.max(1, epochs));
  }

  /** A training that went astray is still measured, but not in silence. */
  static List<String> notes(double testLoss, int classes) {
    double guessing = Math.log(classes);
    return testLoss <= guessing
        ? List.of()
        : List.of(
            String.format(
                Locale.ROOT,
                "the test loss %.3g is above ln %d = %.3g, that of guessing: the training diverged"
                    + " or overfits; try a lower learning rate",
                testLoss,
                classes,
                guessing));
  }

  private TrainingRequest request(Dataset train, long seed) {
    var experiment = context.experiment();
    return new TrainingRequest(
        train,
        experiment.training(),
        Seeds.derive(seed, Seeds.Purpose.MINIBATCHES),
        null,
        null,
        experiment.lossAfter(),
        context.gradients(),
        Integer.MAX_VALUE,
        context.cellProgress());
  }
}
