package org.espalier.harness.internal.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.espalier.core.Need;
import org.espalier.core.Progress;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.Saliency;
import org.espalier.core.pruning.Scope;
import org.espalier.core.trajectory.RecordedGradients;
import org.espalier.core.trajectory.TrajectoryReader;
import org.espalier.core.trajectory.TrajectoryRecorder;
import org.espalier.harness.Shard;
import org.espalier.harness.experiment.ExperimentReader;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.internal.plugin.Registry;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Status;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GradientsRecordedTest {
  @TempDir private Path folder = Path.of("");
  private final MemoryRecorder recorder = new MemoryRecorder();

  @ParameterizedTest
  @CsvSource({
    "adam, by-gradients, true",
    "adam, plain@by-gradients, true",
    "adam, by-updates, false",
    "momentum, by-gradients, false",
    "nesterov, by-gradients, false",
    "sgd, by-gradients, false"
  })
  void whereAPolicyNeedsThemAndTheUpdatesDoNotGiveThem(
      String optimizer, String policy, boolean recorded) {
    List<Integer> rows = Collections.synchronizedList(new ArrayList<>());
    PruningPolicy byGradients =
        request -> {
          rows.add(RecordedGradients.of(request.trajectory()).rows());
          return Saliency.prune(new double[request.layout().size()], request, Scope.GLOBAL);
        };
    PruningPolicy plain =
        request -> Saliency.prune(new double[request.layout().size()], request, Scope.GLOBAL);
    String json =
        """
        {"dataset": "breast-cancer", "seeds": 1, "sparsities": [0.5], "policies": ["%s"],
         "estimators": [], "training": {"optimizer": "%s", "epochs": 1}}
        """
            .formatted(policy, optimizer);
    try (Plugins plugins =
        new Registry()
            .with(ModelAdapter.class, "softmax", new SoftmaxModel.Adapter())
            .with(TrajectoryRecorder.class, "memory", recorder)
            .with(TrajectoryReader.class, "memory", recorder)
            .with(PruningPolicy.class, "by-gradients", byGradients, Need.TRAJECTORY_GRADIENTS)
            .with(PruningPolicy.class, "by-updates", plain, Need.TRAJECTORY)
            .with(PruningPolicy.class, "plain", plain)
            .plugins()) {
      List<Cell> cells =
          new ComparisonRun(
                  ExperimentReader.parse("try.json", json),
                  Shard.ALL,
                  plugins,
                  folder,
                  Progress.NONE)
              .run()
              .results()
              .cells();
      cells.forEach(cell -> assertEquals(Status.OK, cell.status(), cell.reason()));
    }
    assertEquals(policy.contains("gradients") ? List.of(13) : List.of(), rows);
    assertEquals(recorded, recorder.specs.get(0).gradients());
    assertEquals(recorded, recorder.recorded.values().iterator().next().gradients().isPresent());
  }
}
