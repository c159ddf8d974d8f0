package org.espalier.harness.experiment;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.TrainingRecipe;

/**
 * What is compared, on what, and how. Every policy gets the same networks, schedule, budget of
 * epochs and learning rate.
 *
 * @param name what results call it
 * @param dataset the data set: a built-in name, {@code csv:}, {@code idx:} or {@code npy:}
 * @param model the network, new for each seed or saved
 * @param seeds number of seeds, 0 to n − 1; each is a split, an initialisation and an order
 * @param sparsities zeroed ÷ prunable to reach, each in [0, 1)
 * @param policies what is compared
 * @param estimators whose evidence the policies that need some are given, one after the other; by a
 *     substitute for the measured loss change, too, where they name one
 * @param schedule one-shot or iterative
 * @param training how the dense network is trained
 * @param fineTuning how a pruned network is trained further
 * @param lossAfter how the loss after a recorded step is measured
 * @param options of plugins by id, then by name; those in a policy's or estimator's own name
 *     override them
 * @param measurements what is measured beside accuracy and loss on the test part
 * @param keepTrajectories whether the recorded trajectories stay in the output folder
 */
public record Experiment(
    String name,
    String dataset,
    ModelSpec model,
    int seeds,
    List<Double> sparsities,
    List<PolicyChoice> policies,
    List<EstimatorChoice> estimators,
    Schedule schedule,
    TrainingRecipe training,
    FineTuning fineTuning,
    LossAfter lossAfter,
    Map<String, Map<String, String>> options,
    Measurements measurements,
    boolean keepTrajectories) {

  /**
   * Sparsities of the default experiment: those that leave a 2nd, 4th, 8th, 16th and 32nd of the
   * weights, which reports on pruning are asked for (Blalock et al., MLSys 2020), and round ones;
   * so many that a break in the curves can be told from a bow.
   */
  public static final List<Double> SPARSITIES =
      List.of(0.5, 0.75, 0.8, 0.875, 0.9, 0.9375, 0.95, 0.96875, 0.98);

  /** Policies of the default experiment. */
  public static final List<String> POLICIES =
      List.of(
          "magnitude",
          "magnitude:flow=on",
          "magnitude-layerwise",
          "random",
          "movement",
          "gradient-weight",
          "snip",
          "trajectory-fisher",
          "trajectory-surgeon",
          "random@trajectory-fisher",
          "magnitude@trajectory-fisher",
          "removal-effect",
          "gamma-quota",
          "zero-rule");

  /** Estimators of the default experiment. */
  public static final List<String> ESTIMATORS = List.of("paper-sgd", "lasso-granger");

  public Experiment {
    sparsities = List.copyOf(sparsities);
    policies = List.copyOf(policies);
    estimators = List.copyOf(estimators);
    options = java.util.Collections.unmodifiableMap(new TreeMap<>(options));
    if (seeds < 1 || seeds > 10_000) {
      throw new IllegalArgumentException("seeds = " + seeds + "; it must be 1 to 10000");
    }
    for (double sparsity : sparsities) {
      if (!(sparsity >= 0 && sparsity < 1)) {
        throw new IllegalArgumentException(
            "sparsity " + sparsity + "; it must be in [0, 1), as in 0.9 for 90 %");
      }
    }
    requireDistinct("sparsities", sparsities);
    requireDistinct("policies", policies.stream().map(PolicyChoice::id).toList());
    requireDistinct("estimators", estimators.stream().map(EstimatorChoice::id).toList());
  }

  /** The default experiment on a data set and a network, with a batch size that suits the data. */
  public static Experiment standard(String dataset) {
    TrainingRecipe recipe = recipe(dataset);
    return new Experiment(
        dataset.replaceAll("[^A-Za-z0-9._-]+", "-"),
        dataset,
        standardModel(dataset),
        5,
        SPARSITIES,
        POLICIES.stream().map(PolicyChoice::parse).toList(),
        ESTIMATORS.stream().map(EstimatorChoice::parse).toList(),
        Schedule.oneShot(),
        recipe,
        new FineTuning(5, recipe.learningRate()),
        LossAfter.SAME_MINIBATCH,
        Map.of(),
        Measurements.NONE,
        false);
  }

  /** With batches and epochs that suit the size of the data. */
  private static TrainingRecipe recipe(String dataset) {
    TrainingRecipe usual = TrainingRecipe.standard();
    return switch (dataset) {
      case "breast-cancer" ->
          new TrainingRecipe(
              usual.optimizer(),
              usual.learningRate(),
              usual.schedule(),
              usual.momentum(),
              32,
              usual.epochs(),
              0,
              0);
      case "synthetic" -> usual.withEpochs(20);
      default -> usual;
    };
  }

  private static ModelChoice standardModel(String dataset) {
    return switch (dataset) {
      case "digits" -> ModelChoice.parse("digits-mlp");
      case "breast-cancer" -> ModelChoice.parse("breast-cancer-mlp");
      case "synthetic" -> ModelChoice.parse("synthetic-mlp");
      default -> ModelChoice.mlp(List.of(300, 100));
    };
  }

  public Experiment withModel(ModelSpec changed) {
    Copy copy = new Copy(this);
    copy.model = changed;
    return copy.experiment();
  }

  public Experiment withSeeds(int changed) {
    Copy copy = new Copy(this);
    copy.seeds = changed;
    return copy.experiment();
  }

  public Experiment withSparsities(List<Double> changed) {
    Copy copy = new Copy(this);
    copy.sparsities = changed;
    return copy.experiment();
  }

  public Experiment withPolicies(List<PolicyChoice> changed) {
    Copy copy = new Copy(this);
    copy.policies = changed;
    return copy.experiment();
  }

  public Experiment withSchedule(Schedule changed) {
    Copy copy = new Copy(this);
    copy.schedule = changed;
    return copy.experiment();
  }

  public Experiment withFineTuning(FineTuning changed) {
    Copy copy = new Copy(this);
    copy.fineTuning = changed;
    return copy.experiment();
  }

  public Experiment withOptions(Map<String, Map<String, String>> changed) {
    Copy copy = new Copy(this);
    copy.options = changed;
    return copy.experiment();
  }

  public Experiment withMeasurements(Measurements changed) {
    Copy copy = new Copy(this);
    copy.measurements = changed;
    return copy.experiment();
  }

  /** What a changed experiment has in common with one. */
  private static final class Copy {
    private final Experiment base;
    private ModelSpec model;
    private int seeds;
    private List<Double> sparsities;
    private List<PolicyChoice> policies;
    private Schedule schedule;
    private FineTuning fineTuning;
    private Map<String, Map<String, String>> options;
    private Measurements measurements;

    Copy(Experiment base) {
      this.base = base;
      model = base.model;
      seeds = base.seeds;
      sparsities = base.sparsities;
      policies = base.policies;
      schedule = base.schedule;
      fineTuning = base.fineTuning;
      options = base.options;
      measurements = base.measurements;
    }

    Experiment experiment() {
      return new Experiment(
          base.name,
          base.dataset,
          model,
          seeds,
          sparsities,
          policies,
          base.estimators,
          schedule,
          base.training,
          fineTuning,
          base.lossAfter,
          options,
          measurements,
          base.keepTrajectories);
    }
  }

  private static void requireDistinct(String what, List<?> values) {
    if (values.isEmpty() && !what.equals("estimators")) {
      throw new IllegalArgumentException(what + " is empty; name at least one");
    }
    if (new HashSet<>(values).size() < values.size()) {
      throw new IllegalArgumentException(what + " names one of them twice: " + values);
    }
  }
}
