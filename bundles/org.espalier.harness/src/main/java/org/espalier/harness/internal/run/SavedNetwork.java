package org.espalier.harness.internal.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.core.EspalierException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.espalier.core.model.DifferentiableModel;
import org.espalier.core.model.EvaluableModel;
import org.espalier.core.model.Evaluation;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.ModelSource;
import org.espalier.core.model.ObservableModel;
import org.espalier.core.model.TrainableModel;
import org.espalier.core.trajectory.RecordedGradients;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.harness.experiment.SavedModel;
import org.espalier.harness.internal.data.DataSplit;
import org.espalier.harness.internal.data.LoadedData;
import org.espalier.harness.internal.plugin.AlignedTrajectory;
import org.espalier.harness.internal.plugin.Lease;
import org.espalier.harness.internal.plugin.LeasedTrajectory;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Stage;

/** One network that is there already, the same for every seed; nothing is trained for it. */
final class SavedNetwork implements DenseNetworks {
  private static final String UNKNOWN =
      "what the saved model was trained on is unknown here: examples of the test part may have been"
          + " among it, and then its accuracies are too high";

  private final SavedModel model;
  private final ModelSource source;
  private final LoadedData data;
  private final Abilities abilities;

  /**
   * @throws EspalierException if the model can't be run on the data, or its trajectory is of
   *     another one
   */
  SavedNetwork(SavedModel model, LoadedData loaded, Plugins plugins, Progress progress) {
    this.model = model;
    this.source = Models.file(model.file());
    try (Lease<ModelAdapter> adapter = plugins.leaseAdapter(source, progress);
        EvaluableModel opened =
            Models.evaluable(adapter.service().open(source), model.file().toString())) {
      this.data = Models.fit(opened, loaded);
      // A model that is no classifier of these data is told once, and not in each cell.
      opened.evaluate(data.data().select(new int[] {0}));
      this.abilities =
          new Abilities(
              opened instanceof TrainableModel,
              opened instanceof DifferentiableModel,
              opened instanceof ObservableModel,
              model.trajectory().isPresent(),
              model
                  .trajectory()
                  .filter(t -> givesGradients(t, opened, plugins, progress))
                  .isPresent());
    }
  }

  private static boolean givesGradients(
      Path folder, EvaluableModel model, Plugins plugins, Progress progress) {
    try (LeasedTrajectory recorded = LeasedTrajectory.open(plugins, folder, progress)) {
      Trajectory own = AlignedTrajectory.of(recorded.trajectory(), model.layout());
      try {
        RecordedGradients.of(own);
        return true;
      } catch (InvalidDataException e) {
        return false; // a policy that needs them is refused by name, with a reason of its own
      }
    }
  }

  @Override
  public LoadedData data() {
    return data;
  }

  @Override
  public String name() {
    return String.valueOf(model.file().getFileName());
  }

  @Override
  public String recipe() {
    return "as saved";
  }

  @Override
  public Abilities abilities() {
    return abilities;
  }

  @Override
  public ModelSource source() {
    return source;
  }

  @Override
  public TrainedSeed dense(RunContext context, long seed, List<String> notes) {
    DataSplit split = context.split(seed);
    long start = System.nanoTime();
    try (Lease<ModelAdapter> adapter =
            context.plugins().leaseAdapter(source, context.cellProgress());
        EvaluableModel opened =
            Models.evaluable(adapter.service().open(source), model.file().toString())) {
      Evaluation evaluation = opened.evaluate(split.test());
      List<String> told = new ArrayList<>(List.of(UNKNOWN));
      told.addAll(notes);
      Cell dense =
          Cells.dense(seed, Map.of("adapter", adapter.info().origin()))
              .measured(
                  Stage.DENSE,
                  evaluation,
                  opened.weights(),
                  Mask.all(opened.layout()),
                  (System.nanoTime() - start) / 1e9,
                  told)
              .withFigures(
                  MeasuredFigures.of(context, split, opened, Mask.all(opened.layout()), seed));
      return new TrainedSeed(
          seed,
          split,
          opened.layout(),
          opened.weights(),
          model.trajectory(),
          Optional.empty(),
          dense,
          context.ablation(opened, split, seed),
          Optional.empty());
    }
  }

  @Override
  public String failure() {
    return "the saved model failed: ";
  }
}
