package org.espalier.harness.internal.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.espalier.core.Progress;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.pruning.Prediction;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.Saliency;
import org.espalier.core.pruning.Scope;
import org.espalier.core.trajectory.TrajectoryReader;
import org.espalier.core.trajectory.TrajectoryRecorder;
import org.espalier.harness.Shard;
import org.espalier.harness.experiment.ExperimentReader;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.internal.plugin.Registry;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionTest {
  private static final String JSON =
      """
      {"dataset": "breast-cancer", "seeds": 1, "sparsities": [0.9],
       "policies": ["predicting", "silent"], "estimators": [], "training": {"epochs": 5}}
      """;

  @TempDir private Path folder = Path.of("");

  /** Cutting almost all of a trained network makes its loss on the training part rise. */
  @Test
  void standsBesideTheMeasuredChangeInOneShotCellsOnly() {
    MemoryRecorder recorder = new MemoryRecorder();
    PruningPolicy silent =
        request -> Saliency.prune(new double[request.layout().size()], request, Scope.GLOBAL);
    PruningPolicy predicting =
        request -> {
          Pruning pruning = silent.prune(request);
          return pruning.withPrediction(new Prediction(0.25, new double[request.layout().size()]));
        };
    try (Plugins plugins =
        new Registry()
            .with(ModelAdapter.class, "softmax", new SoftmaxModel.Adapter())
            .with(TrajectoryRecorder.class, "memory", recorder)
            .with(TrajectoryReader.class, "memory", recorder)
            .with(PruningPolicy.class, "predicting", predicting)
            .with(PruningPolicy.class, "silent", silent)
            .plugins()) {
      List<Cell> cells =
          new ComparisonRun(
                  ExperimentReader.parse("try.json", JSON),
                  Shard.ALL,
                  plugins,
                  folder,
                  Progress.NONE)
              .run()
              .results()
              .cells();
      assertEquals(5, cells.size());
      for (Cell cell : cells) {
        boolean predicted = cell.policy().equals("predicting") && cell.stage() == Stage.ONE_SHOT;
        assertEquals(predicted, cell.hasPrediction(), cell.toString());
        if (predicted) {
          assertEquals(0.25, cell.predictedLossChange());
          assertTrue(cell.measuredLossChange() > 0.05, cell.toString());
        } else {
          assertFalse(Double.isFinite(cell.measuredLossChange()), cell.toString());
        }
      }
    }
  }
}
