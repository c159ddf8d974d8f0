package org.espalier.harness.internal.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Need;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.Evaluation;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.PrunableModel;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.Saliency;
import org.espalier.core.pruning.Scope;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.SquaredUpdates;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryReader;
import org.espalier.core.trajectory.TrajectoryRecorder;
import org.espalier.harness.Shard;
import org.espalier.harness.experiment.Experiment;
import org.espalier.harness.experiment.ExperimentReader;
import org.espalier.harness.experiment.FlatnessOptions;
import org.espalier.harness.experiment.Measurements;
import org.espalier.harness.experiment.ModelSpec;
import org.espalier.harness.experiment.PolicyChoice;
import org.espalier.harness.experiment.SavedModel;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.internal.plugin.Registry;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Stage;
import org.espalier.harness.result.Status;
import org.espalier.testkit.Fixtures;
import org.espalier.testkit.MemoryTrajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedNetworkTest {
  private static final int FEATURES = 30;
  private static final ParameterLayout LAYOUT = Fixtures.mlp(FEATURES, 2);

  @TempDir private Path folder = Path.of("");

  @Test
  void aModelThatCanOnlyBeRunIsMeasuredAndCutOnce() throws IOException {
    Results results =
        run(() -> new RunOnlyModel(softmax()), List.of("plain", "looking", "told"), true);

    assertEquals(2 * (1 + 3), results.cells().size());
    for (Cell cell : results.cells()) {
      assertEquals(Status.OK, cell.status(), cell.toString());
      boolean dense = cell.policy().equals("none");
      assertEquals(dense ? Stage.DENSE : Stage.ONE_SHOT, cell.stage());
      assertEquals(dense, String.join("", cell.notes()).contains("is unknown here"));
      if (!dense) {
        assertEquals(0.5, cell.achievedSparsity(), 0.02);
      }
    }
    assertEquals("model.bin", results.model());
    assertEquals(List.of(), results.trainings());
    assertEquals(2, results.estimates().size());
    assertEquals(
        folder.resolve("run").toString(), results.provenance().experiment().get("trajectory"));
  }

  /** Its weights stand behind its biases: what was not aligned would keep others. */
  @Test
  void policiesAndEstimatorsSeeTheTrajectoryInTheModelsOrder() throws IOException {
    Results results = run(() -> new RunOnlyModel(softmax()), List.of("looking", "told"), true);
    List<Cell> cut = results.cells().stream().filter(c -> c.stage() == Stage.ONE_SHOT).toList();
    for (Cell cell : cut) {
      // All that moved are the weights of the first class, which is half of them.
      SoftmaxModel kept = softmax();
      float[] weights = kept.weights();
      java.util.Arrays.fill(weights, FEATURES, 2 * FEATURES, 0);
      kept.setWeights(weights);
      assertEquals(
          kept.evaluate(test(results, cell.seed())).loss(), cell.loss(), 1e-6, cell.toString());
    }
  }

  @Test
  void aModelThatCanBeTrainedIsFineTunedToo() throws IOException {
    Results results = run(SavedNetworkTest::softmax, List.of("plain"), false);
    assertEquals(
        List.of(Stage.DENSE, Stage.DENSE, Stage.ONE_SHOT, Stage.FINE_TUNED),
        List.of(
            results.cells().get(0).stage(),
            results.cells().get(3).stage(),
            results.cells().get(1).stage(),
            results.cells().get(2).stage()));
    results.cells().forEach(c -> assertEquals(Status.OK, c.status(), c.toString()));
  }

  /** The features that are largest on the examples of the training part keep their weights. */
  @Test
  void aPolicyIsToldWhatTheLayersSee() throws IOException {
    Results results = run(SavedNetworkTest::softmax, List.of("seeing"), false);
    results.cells().forEach(c -> assertEquals(Status.OK, c.status(), c.toString()));
    assertEquals(2 * 3, results.cells().size());
  }

  @Test
  void refusesByNameAPolicyThatNeedsWhatThereIsNot() {
    assertRefused(
        "policy looking needs a trajectory (--trajectory DIR, or \"trajectory\" in the experiment)",
        "looking",
        false);
    assertRefused(
        "policy told needs a trajectory (--trajectory DIR, or \"trajectory\" in the experiment)",
        "told",
        false);
    assertRefused("policy steep needs gradients that this model doesn't give", "steep", true);
    assertRefused(
        "policy plain@steep needs gradients that this model doesn't give", "plain@steep", true);
    assertRefused(
        "policy seeing needs what the layers see, which this model's adapter doesn't show",
        "seeing",
        true);
  }

  @Test
  void ofTheDefaultPoliciesThoseThatCanWorkAreLeft() {
    Experiment experiment =
        experiment(Experiment.POLICIES, new SavedModel(folder, Optional.empty()));
    Registry registry = new Registry();
    for (String id : Experiment.POLICIES) {
      if (id.matches("[a-z-]+")) {
        Need[] needs = id.equals("snip") ? new Need[] {Need.GRADIENTS} : new Need[0];
        needs = id.equals("zero-rule") ? new Need[] {Need.EVIDENCE} : needs;
        registry.with(PruningPolicy.class, id, plain(), needs);
      }
    }
    registry.with(CausalityEstimator.class, "moving", moving());
    try (Plugins plugins = registry.plugins()) {
      Plan plan = Plan.of(experiment, plugins, new Abilities(false, false, false, false, false));
      assertEquals(
          List.of(
              "left out: snip, which needs gradients that this model doesn't give",
              "left out: zero-rule, which needs a trajectory (--trajectory DIR, or \"trajectory\" in"
                  + " the experiment)"),
          plan.notes());
      assertEquals(Experiment.POLICIES.size() - 2, plan.cells().size());
      assertEquals(List.of(), plan.estimators());
    }
  }

  @Test
  void measuresFlatnessOfEachNetworkThatIsMeasured() throws IOException {
    Results results = run(SavedNetworkTest::softmax, List.of("plain"), false, true);
    assertEquals(2 * 3, results.cells().size());
    for (Cell cell : results.cells()) {
      assertTrue(figure(cell, "lambdaMax") > 0, cell.toString());
      assertTrue(figure(cell, "adaptiveTrace") > 0, cell.toString());
      assertEquals(
          cell.stage() == Stage.ONE_SHOT,
          cell.figures().containsKey("flatness.before.lambdaMax"),
          cell.toString());
    }
    Cell dense = results.cells().get(0);
    Cell cut = results.cells().get(1);
    assertEquals(dense.seed(), cut.seed());
    // The same weights along fewer of them: the largest eigenvalue can only fall.
    assertEquals(figure(dense, "loss"), figure(cut, "before.loss"));
    assertTrue(figure(cut, "before.lambdaMax") <= 1.001 * figure(dense, "lambdaMax"));
    assertTrue(
        run(SavedNetworkTest::softmax, List.of("plain"), false).cells().stream()
            .flatMap(c -> c.figures().keySet().stream())
            .noneMatch(name -> name.startsWith("flatness.")));
  }

  private static double figure(Cell cell, String name) {
    return Objects.requireNonNull(cell.figures().get("flatness." + name));
  }

  @Test
  void refusesFlatnessWithoutGradients() {
    assertEquals(
        "flatness needs gradients that this model doesn't give; leave it out",
        assertThrows(
                IllegalArgumentException.class,
                () -> run(() -> new RunOnlyModel(softmax()), List.of("plain"), false, true))
            .getMessage());
  }

  @Test
  void refusesAModelThatIsNoClassifierOfTheDataBeforeAnythingIsWritten() {
    Supplier<PrunableModel> noClassifier =
        () ->
            new RunOnlyModel(softmax()) {
              @Override
              public Evaluation evaluate(Dataset data) {
                throw new InvalidDataException("only classifiers can be evaluated");
              }
            };
    assertEquals(
        "only classifiers can be evaluated",
        assertThrows(InvalidDataException.class, () -> run(noClassifier, List.of("plain"), false))
            .getMessage());
    assertTrue(Files.notExists(folder.resolve("out")));
  }

  @Test
  void refusesToTrainBetweenCutsWhatCanOnlyBeRun() {
    Experiment experiment =
        ExperimentReader.parse(
            "e.json", "{\"dataset\": \"breast-cancer\", \"schedule\": \"iterative\"}");
    try (Plugins plugins = new Registry().plugins()) {
      assertEquals(
          "the schedule trains between its cuts, but this model can only be run; use one-shot",
          assertThrows(
                  IllegalArgumentException.class,
                  () ->
                      Plan.of(
                          experiment, plugins, new Abilities(false, false, false, false, false)))
              .getMessage());
    }
  }

  private void assertRefused(String line, String policy, boolean recorded) {
    assertEquals(
        line,
        assertThrows(
                IllegalArgumentException.class,
                () -> run(() -> new RunOnlyModel(softmax()), List.of("plain", policy), recorded))
            .getMessage());
  }

  private Results run(Supplier<PrunableModel> model, List<String> policies, boolean recorded)
      throws IOException {
    return run(model, policies, recorded, false);
  }

  private Results run(
      Supplier<PrunableModel> model, List<String> policies, boolean recorded, boolean flatness)
      throws IOException {
    Path file = Files.writeString(folder.resolve("model.bin"), "stands for a model");
    try (Plugins plugins =
        new Registry()
            .with(ModelAdapter.class, "softmax", new SoftmaxModel.Adapter(model))
            .with(TrajectoryRecorder.class, "memory", new MemoryRecorder())
            .with(TrajectoryReader.class, "memory", run -> trajectory())
            .with(CausalityEstimator.class, "moving", moving())
            .with(PruningPolicy.class, "plain", plain())
            .with(PruningPolicy.class, "steep", plain(), Need.GRADIENTS)
            .with(PruningPolicy.class, "seeing", seeing(), Need.INPUTS)
            .with(
                PruningPolicy.class,
                "looking",
                request ->
                    Saliency.prune(
                        SquaredUpdates.sum(request.trajectory(), request.progress()),
                        request,
                        Scope.GLOBAL),
                Need.TRAJECTORY)
            .with(
                PruningPolicy.class,
                "told",
                request -> Saliency.prune(request.evidence().gamma(), request, Scope.GLOBAL),
                Need.EVIDENCE)
            .plugins()) {
      SavedModel saved =
          new SavedModel(file, recorded ? Optional.of(folder.resolve("run")) : Optional.empty());
      return new ComparisonRun(
              experiment(policies, saved)
                  .withMeasurements(
                      Measurements.NONE.withFlatness(FlatnessOptions.ON.measured(flatness))),
              Shard.ALL,
              plugins,
              folder.resolve("out"),
              Progress.NONE)
          .run()
          .results();
    }
  }

  private static Experiment experiment(List<String> policies, ModelSpec model) {
    String json =
        """
        {"dataset": "breast-cancer", "seeds": 2, "sparsities": [0.5], "estimators": ["moving"],
         "fineTuning": {"epochs": 1}}
        """;
    return ExperimentReader.parse("try.json", json)
        .withModel(model)
        .withPolicies(policies.stream().map(PolicyChoice::parse).toList());
  }

  private static PruningPolicy plain() {
    return request -> Saliency.prune(new double[request.layout().size()], request, Scope.GLOBAL);
  }

  private static PruningPolicy seeing() {
    return request -> {
      double[] squares =
          request.inputs().squares(request.layout().prunable().get(0), request.weights());
      double[] scores = new double[request.layout().size()];
      for (int k = 0; k < scores.length; k++) {
        scores[k] = squares[k % FEATURES];
      }
      return Saliency.prune(scores, request, Scope.GLOBAL);
    };
  }

  /** γ is what moved. */
  private static CausalityEstimator moving() {
    return request ->
        new CausalEvidence(
            SquaredUpdates.sum(request.trajectory(), request.progress()),
            GrangerForm.INSTANTANEOUS,
            true,
            0,
            Map.of());
  }

  private static Dataset test(Results results, long seed) {
    assertTrue(results.complete());
    return org.espalier.harness.internal.data.DataSplit.of(
            org.espalier.harness.internal.data.DatasetLoader.load("breast-cancer"), seed)
        .test();
  }

  private static SoftmaxModel softmax() {
    return new SoftmaxModel(FEATURES, 2, 1, new ArrayList<>());
  }

  /** Biases before weights; the weights of the first class alone move. */
  private static Trajectory trajectory() {
    Parameter weights = LAYOUT.parameters().get(0);
    Parameter biases = LAYOUT.parameters().get(1);
    ParameterLayout other =
        new ParameterLayout(
            List.of(
                new Parameter(
                    biases.name(), biases.layer(), biases.role(), biases.shape(), 0, false, 1),
                new Parameter(
                    weights.name(), weights.layer(), weights.role(), weights.shape(), 2, true, 1)));
    float[][] updates = new float[3][LAYOUT.size()];
    for (float[] update : updates) {
      java.util.Arrays.fill(update, 2, 2 + FEATURES, 0.5f);
    }
    return MemoryTrajectory.sgd(
        other, 0.1, updates, new Losses(new double[3], new double[3]), new float[LAYOUT.size()]);
  }
}
