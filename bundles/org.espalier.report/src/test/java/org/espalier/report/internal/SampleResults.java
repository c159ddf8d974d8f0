package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Estimate;
import org.espalier.harness.result.Provenance;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Stage;
import org.espalier.harness.result.Status;
import org.espalier.harness.result.Training;

/** Made-up results of the shape of a real comparison: made-up numbers, seeded. */
final class SampleResults {
  static final double[] SPARSITIES = {0.5, 0.8, 0.9, 0.95, 0.98};

  private static final long TOTAL = 17_226;
  private static final long PRUNABLE = 17_024;
  private static final Map<String, Long> LAYERS = new LinkedHashMap<>();

  static {
    LAYERS.put("0.weight", 8_192L);
    LAYERS.put("1.weight", 8_192L);
    LAYERS.put("2.weight", 640L);
  }

  /** Accuracy falls from {@code dense} to chance around a sparsity, later after fine-tuning. */
  private record Kind(String policy, String estimator, double strength, double tuned) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("zero-rule", "lasso-granger", 2.0, 3),
          new Kind("gamma-quota", "lasso-granger", 1.3, 3.6),
          new Kind("gamma-quota", "paper-sgd", 1.2, 3.5),
          new Kind("removal-effect", "lasso-granger", 2.4, 4.6),
          new Kind("removal-effect", "paper-sgd", 2.5, 4.7),
          new Kind("trajectory-fisher", "", 3.5, 6.2),
          new Kind("magnitude", "", 3.0, 5.4),
          new Kind("magnitude-layerwise", "", 2.8, 5.2),
          new Kind("random", "", 1.1, 2.7),
          new Kind("movement", "", 2.1, 4.9),
          new Kind("gradient-weight", "", 2.9, 5.3),
          new Kind("snip", "", 3.1, 5.5),
          new Kind("random-like:trajectory-fisher", "", 1.6, 3.9),
          new Kind("magnitude-like:trajectory-fisher", "", 3.2, 5.9),
          new Kind("third \"party\" <b>&, rule", "", 2.2, 4.4));

  private SampleResults() {}

  /** Fifteen methods, five sparsities; failures, an aborted cell, a collapse, awkward names. */
  static Results full(int seeds) {
    return full(seeds, SPARSITIES);
  }

  static Results full(int seeds, double... sparsities) {
    List<Cell> cells = new ArrayList<>();
    List<Training> trainings = new ArrayList<>();
    List<Estimate> estimates = new ArrayList<>();
    for (long seed = 1; seed <= seeds; seed++) {
      Random random = new Random(seed);
      double dense = 0.974 + 0.004 * random.nextGaussian();
      trainings.add(
          new Training(seed, 1260, 1.9 + random.nextDouble(), 0.08, 2.5e-3, "ab12".repeat(16)));
      cells.add(dense(seed, dense));
      for (String estimator : List.of("lasso-granger", "paper-sgd")) {
        estimates.add(estimate(estimator, seed, random));
      }
      for (Kind kind : KINDS) {
        for (double sparsity : kind.policy.equals("zero-rule") ? chosen() : sparsities) {
          cells.add(cell(kind, sparsity, seed, Stage.ONE_SHOT, dense, random));
          cells.add(cell(kind, sparsity, seed, Stage.FINE_TUNED, dense, random));
        }
      }
    }
    return results("digits", true, trainings, estimates, cells);
  }

  /** Trained, but nothing pruned. */
  static Results denseOnly() {
    return results(
        "digits",
        false,
        List.of(new Training(1, 1260, 2, 0.1, 0.01, "ff")),
        List.of(),
        List.of(dense(1, 0.97)));
  }

  static Results empty() {
    return results("digits", false, List.of(), List.of(), List.of());
  }

  static Results results(
      String dataset,
      boolean complete,
      List<Training> trainings,
      List<Estimate> estimates,
      List<Cell> cells) {
    Map<String, Object> training = new LinkedHashMap<>();
    training.put("optimizer", "momentum");
    training.put("learningRate", 0.02);
    training.put("epochs", 60);
    Map<String, Object> experiment = new LinkedHashMap<>();
    experiment.put("name", "default </script><script>alert(1)</script>");
    experiment.put("sparsities", List.of(0.5, 0.8, 0.9, 0.95, 0.98));
    experiment.put("training", training);
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("Espalier", "0.1.0");
    versions.put("Deeplearning4j", "1.0.0-M2.1");
    Map<String, String> machine = new LinkedHashMap<>();
    machine.put("system", "Linux 6.1 amd64");
    machine.put("processors", "8");
    machine.put("Java", "17.0.15");
    return new Results(
        "default",
        dataset,
        "mlp:64-128-64-10",
        "one-shot",
        "momentum-0.02-b64-e60",
        complete,
        new Provenance(
            "2026-11-23T10:00:00+01:00",
            412.7,
            "0123456789abcdef".repeat(4),
            "1797 examples of 64 features, 10 classes; 1347 to train, 450 to test",
            experiment,
            versions,
            machine),
        trainings,
        estimates,
        cells);
  }

  static Cell dense(long seed, double accuracy) {
    return new Cell(
        "none",
        "",
        Double.NaN,
        0,
        seed,
        Stage.DENSE,
        Status.OK,
        "",
        accuracy,
        0.11,
        TOTAL,
        TOTAL,
        2 * PRUNABLE,
        2.3456,
        Map.of(),
        List.of(),
        Map.of("adapter", "org.espalier.adapter.dl4j 0.1.0"));
  }

  /** A measured cell of no particular network. */
  static Cell measured(String policy, double sparsity, long seed, Stage stage, double accuracy) {
    return measured(policy, "", sparsity, seed, stage, accuracy);
  }

  static Cell measured(
      String policy, String estimator, double sparsity, long seed, Stage stage, double accuracy) {
    return new Cell(
        policy,
        estimator,
        sparsity,
        Double.isNaN(sparsity) ? 0.25 : sparsity,
        seed,
        stage,
        Status.OK,
        "",
        accuracy,
        1 - accuracy,
        100,
        1000,
        200,
        0.5,
        Map.of("w", sparsity),
        List.of(),
        Map.of());
  }

  private static double[] chosen() {
    return new double[] {Double.NaN};
  }

  private static Estimate estimate(String estimator, long seed, Random random) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("form", "instantaneous");
    details.put("dualityGap", 1e-7 * random.nextDouble());
    details.put("lambdaRatio", 0.1);
    boolean lasso = estimator.equals("lasso-granger");
    return new Estimate(
        estimator,
        seed,
        lasso || seed % 2 == 0,
        lasso ? 700 + random.nextInt(200) : 16_000 + random.nextInt(500),
        0.6 + 0.2 * random.nextDouble(),
        details);
  }

  private static Cell cell(
      Kind kind, double target, long seed, Stage stage, double dense, Random random) {
    boolean own = Double.isNaN(target);
    double sparsity = own ? 0.93 + 0.01 * random.nextGaussian() : target;
    double halvings = -Math.log(1 - sparsity) / Math.log(2);
    double strength = stage == Stage.ONE_SHOT ? kind.strength : kind.tuned;
    double level = 1 / (1 + Math.exp(1.6 * (halvings - strength - 0.2)));
    double scatter = 0.25 * level * (1 - level) + 0.004;
    double accuracy =
        Math.min(1, Math.max(0.05, 0.1 + (dense - 0.1) * level + scatter * random.nextGaussian()));
    Map<String, Double> layers = new LinkedHashMap<>();
    boolean collapses = kind.policy.equals("movement") && target == 0.98 && seed % 2 == 1;
    LAYERS.forEach(
        (layer, size) ->
            layers.put(
                layer,
                layer.startsWith("2")
                    ? collapses ? 1 : 0.6 * sparsity
                    : Math.min(0.9995, sparsity + 0.02 * (layer.startsWith("0") ? 1 : -1))));
    List<String> notes =
        kind.policy.equals("random") && target == 0.98
            ? List.of("2.weight kept one weight that the ranking would have cut")
            : List.of();
    Map<String, String> services = Map.of("policy", "org.espalier.policy.causal 0.1.0");
    Status status = status(kind, target, seed);
    boolean ok = status == Status.OK;
    String reason =
        switch (status) {
          case OK -> "";
          case FAILED -> "the gradient has NaN at step 12, \"layer <2>\"; train with a lower rate";
          case ABORTED -> "org.espalier.policy.baseline left while it was needed";
        };
    long zeroed = Math.round(sparsity * PRUNABLE);
    Cell cell =
        new Cell(
            kind.policy,
            kind.estimator,
            target,
            ok ? (double) zeroed / PRUNABLE : Double.NaN,
            seed,
            stage,
            status,
            reason,
            ok ? accuracy : Double.NaN,
            ok ? 2.3 * (1 - accuracy) : Double.NaN,
            ok ? TOTAL - zeroed : 0,
            TOTAL,
            ok ? 2 * (PRUNABLE - zeroed) : 0,
            stage == Stage.ONE_SHOT ? 0.0123456 : 0.31,
            ok ? layers : Map.of(),
            ok ? notes : List.of(),
            services);
    return ok
        ? cell.withFigures(Map.of("top5", (1 + accuracy) / 2, "undefined", Double.NaN))
        : cell;
  }

  private static Status status(Kind kind, double target, long seed) {
    if (kind.policy.equals("gradient-weight") && target == 0.9) {
      return Status.FAILED;
    } else if (kind.policy.equals("snip") && target == 0.95 && seed == 2) {
      return Status.ABORTED;
    }
    return Status.OK;
  }
}
