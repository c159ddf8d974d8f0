package org.espalier.harness.internal.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.espalier.core.Need;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.TrainingRequest;
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
import org.espalier.harness.result.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three rounds over 426 examples in batches of 32: 13 steps an epoch. */
class RoundsTest {
  private static final int DENSE_STEPS = 26;
  private static final int ROUND_STEPS = 13;

  @TempDir private Path folder = Path.of("");
  private final MemoryRecorder recorder = new MemoryRecorder();
  private final SoftmaxModel.Adapter adapter = new SoftmaxModel.Adapter();

  /** T of each trajectory that was looked at. */
  private final List<Integer> lengths = Collections.synchronizedList(new ArrayList<>());

  /** Whether it ends at the weights to be pruned. */
  private final List<Boolean> ends = Collections.synchronizedList(new ArrayList<>());

  private final List<Double> evidence = Collections.synchronizedList(new ArrayList<>());

  @Test
  void decideByTheTrainingSinceTheLastCut() throws IOException {
    run("by-trajectory", "{\"rounds\": 3}");
    assertEquals(List.of(DENSE_STEPS, ROUND_STEPS, ROUND_STEPS), lengths);
    assertEquals(List.of(true, true, true), ends);
    assertNothingLeft();
  }

  @Test
  void decideByTheDenseTrainingWhereNothingElseIsRecorded() throws IOException {
    run("by-trajectory", "{\"rounds\": 3, \"record\": false}");
    assertEquals(List.of(DENSE_STEPS, DENSE_STEPS, DENSE_STEPS), lengths);
    assertEquals(List.of(true, false, false), ends);
    assertEquals(1, recorder.specs.size());
    assertNothingLeft();
  }

  @Test
  void estimateTheEvidenceAnew() throws IOException {
    run("by-evidence", "{\"rounds\": 3}");
    assertEquals(List.of(26.0, 13.0, 13.0), evidence);
    assertNothingLeft();
  }

  @Test
  void areNotRecordedForOthers() throws IOException {
    run("plain", "{\"rounds\": 3}");
    assertEquals(1, recorder.specs.size());
    assertEquals(List.of(), lengths);
  }

  /** A recording changes neither the budget of epochs nor the weights. */
  @Test
  void trainAllPoliciesAlike() {
    List<Cell> recorded = run("by-trajectory", "{\"rounds\": 3}");
    List<TrainingRequest> first = List.copyOf(adapter.trainings);
    adapter.trainings.clear();
    List<Cell> plain = run("plain", "{\"rounds\": 3}");
    assertEquals(epochs(first), epochs(adapter.trainings));
    assertEquals(List.of(2, 1, 1, 1), epochs(first));
    assertEquals(recorded.get(1).loss(), plain.get(1).loss());
    assertNotEquals(recorded.get(0).loss(), plain.get(1).loss());
  }

  /** The lottery ticket: initial values under each mask, then the whole training. */
  @Test
  void beginAnewWithTheInitialWeights() {
    List<Cell> cells = run("plain", "{\"type\": \"rewinding\", \"rounds\": 2}");
    assertEquals(List.of(2, 2, 2), epochs(adapter.trainings));
    float[] initial = adapter.starts.get(0);
    for (int round = 1; round <= 2; round++) {
      assertArrayEquals(mask(round).apply(initial), adapter.starts.get(round));
    }
    assertEquals(0.9, cells.get(1).achievedSparsity(), 0.01);
  }

  @Test
  void goBackToAnEpoch() {
    run("plain", "{\"type\": \"rewinding\", \"rounds\": 1, \"rewindTo\": 2}");
    assertEquals(List.of(2, 0), epochs(adapter.trainings));
    float[] dense = recorder.recorded.values().iterator().next().weights();
    assertArrayEquals(mask(1).apply(dense), adapter.starts.get(1), 1e-5f);
    adapter.trainings.clear();
    adapter.starts.clear();
    run("plain", "{\"type\": \"rewinding\", \"rounds\": 1, \"rewindTo\": 1}");
    assertEquals(List.of(2, 1), epochs(adapter.trainings));
  }

  @Test
  void beginAnewWithFreshWeightsAsACheck() {
    run("plain", "{\"type\": \"one-shot\", \"check\": \"reinitialize\"}");
    float[] first = adapter.starts.get(0);
    float[] second = adapter.starts.get(1);
    int kept = 0;
    for (int k = 0; k < first.length; k++) {
      kept += second[k] == 0 ? 0 : 1;
      assertTrue(second[k] == 0 || second[k] != first[k], "weight " + k);
    }
    assertTrue(kept > 0);
    assertEquals(List.of(2, 3), epochs(adapter.trainings));
  }

  @Test
  void shuffleTheMaskWithinLayersAsACheck() {
    List<Cell> plain = run("plain", "\"one-shot\"");
    Mask own = mask(1);
    adapter.trainings.clear();
    List<Cell> shuffled = run("plain", "{\"type\": \"one-shot\", \"check\": \"shuffle\"}");
    Mask other = mask(1);
    assertNotEquals(own, other);
    assertEquals(plain.get(1).layerSparsities(), shuffled.get(1).layerSparsities());
    assertEquals(
        shuffled.get(1).loss(),
        run("plain", "{\"type\": \"one-shot\", \"check\": \"shuffle\"}").get(1).loss());
  }

  private Mask mask(int training) {
    return Objects.requireNonNull(adapter.trainings.get(training).mask());
  }

  private static List<Integer> epochs(List<TrainingRequest> trainings) {
    return trainings.stream().map(t -> t.recipe().epochs()).toList();
  }

  private List<Cell> run(String policy, String schedule) {
    String json =
        """
        {"dataset": "breast-cancer", "seeds": 1, "sparsities": [0.9], "policies": ["%s"],
         "estimators": ["counting"], "schedule": %s,
         "training": {"epochs": 2}, "fineTuning": {"epochs": 3}}
        """
            .formatted(policy, schedule);
    PruningPolicy plain =
        request -> Saliency.prune(new double[request.layout().size()], request, Scope.GLOBAL);
    PruningPolicy byTrajectory =
        request -> {
          lengths.add(request.trajectory().steps());
          ends.add(Arrays.equals(request.weights(), request.trajectory().weights()));
          return plain.prune(request);
        };
    PruningPolicy byEvidence =
        request -> {
          evidence.add(request.evidence().gamma(0));
          return plain.prune(request);
        };
    CausalityEstimator counting =
        request -> {
          double[] gamma = new double[request.trajectory().updates().columns()];
          gamma[0] = request.trajectory().steps();
          return new CausalEvidence(gamma, GrangerForm.INSTANTANEOUS, true, 0, Map.of());
        };
    try (Plugins plugins =
        new Registry()
            .with(ModelAdapter.class, "softmax", adapter)
            .with(TrajectoryRecorder.class, "memory", recorder)
            .with(TrajectoryReader.class, "memory", recorder)
            .with(PruningPolicy.class, "plain", plain)
            .with(PruningPolicy.class, "by-trajectory", byTrajectory, Need.TRAJECTORY)
            .with(PruningPolicy.class, "by-evidence", byEvidence, Need.EVIDENCE)
            .with(CausalityEstimator.class, "counting", counting)
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
      return cells;
    }
  }

  private void assertNothingLeft() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of(folder.resolve(".lock"), folder.resolve("masks")), files.sorted().toList());
    }
  }
}
