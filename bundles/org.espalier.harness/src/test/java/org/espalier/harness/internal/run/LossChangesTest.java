package org.espalier.harness.internal.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.espalier.core.Need;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.model.ModelAdapter;
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
import org.espalier.harness.result.Estimate;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of one estimator with the measured loss change and both substitutes. */
class LossChangesTest {
  private static final List<String> NAMES = List.of("sum", "sum@first-order", "sum@permuted");

  @TempDir private Path folder = Path.of("");
  private final List<double[]> changes = Collections.synchronizedList(new ArrayList<>());

  @Test
  void areRunEachByItsName() {
    Results results = run();
    assertEquals(NAMES, results.estimates().stream().map(Estimate::estimator).toList());
    assertEquals(
        NAMES,
        results.cells().stream()
            .filter(c -> c.policy().equals("by-evidence"))
            .map(Cell::estimator)
            .distinct()
            .toList());
    assertEquals(
        List.of(""),
        results.cells().stream()
            .filter(c -> c.policy().equals("plain"))
            .map(Cell::estimator)
            .distinct()
            .toList());
    results.cells().forEach(c -> assertEquals(Status.OK, c.status(), c.reason()));
    assertEquals(NAMES, ((Map<?, ?>) results.provenance().experiment()).get("estimators"));
  }

  @Test
  void areTheSameInEveryRun() {
    run();
    List<double[]> first = sorted();
    changes.clear();
    run();
    List<double[]> second = sorted();
    assertEquals(3, first.size());
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(first.get(i), second.get(i));
    }
    assertFalse(Arrays.equals(first.get(0), first.get(1)));
    assertFalse(Arrays.equals(first.get(1), first.get(2)));
  }

  /** Estimates come in any order. */
  private List<double[]> sorted() {
    List<double[]> sorted = new ArrayList<>(changes);
    sorted.sort(Arrays::compare);
    return sorted;
  }

  private Results run() {
    String json =
        """
        {"dataset": "breast-cancer", "seeds": 1, "sparsities": [0.9],
         "policies": ["by-evidence", "plain"],
         "estimators": ["sum", "sum@first-order", "sum@permuted"],
         "training": {"epochs": 2}, "fineTuning": {"epochs": 1}}
        """;
    PruningPolicy policy =
        request -> Saliency.prune(new double[request.layout().size()], request, Scope.GLOBAL);
    CausalityEstimator estimator =
        request -> {
          changes.add(request.trajectory().losses().changes());
          int parameters = request.trajectory().updates().columns();
          return new CausalEvidence(
              new double[parameters], GrangerForm.INSTANTANEOUS, true, 0, Map.of());
        };
    MemoryRecorder recorder = new MemoryRecorder();
    try (Plugins plugins =
        new Registry()
            .with(ModelAdapter.class, "softmax", new SoftmaxModel.Adapter())
            .with(TrajectoryRecorder.class, "memory", recorder)
            .with(TrajectoryReader.class, "memory", recorder)
            .with(PruningPolicy.class, "by-evidence", policy, Need.EVIDENCE)
            .with(PruningPolicy.class, "plain", policy)
            .with(CausalityEstimator.class, "sum", estimator)
            .plugins()) {
      return new ComparisonRun(
              ExperimentReader.parse("try.json", json), Shard.ALL, plugins, folder, Progress.NONE)
          .run()
          .results();
    }
  }
}
