package org.espalier.harness.internal.run;

import java.util.Map;
import java.util.TreeMap;
import org.espalier.core.model.Optimizer;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.TrainingRecipe;
import org.espalier.core.model.TrainingRequest;
import org.espalier.core.trajectory.TrajectoryManifest;

/** The manifest of a training that is about to be recorded. */
public final class Manifests {
  private Manifests() {}

  /**
   * Describes the training.
   *
   * @param seed the run's seed, from which the others derive
   */
  public static TrajectoryManifest of(ParameterLayout layout, TrainingRequest request, long seed) {
    TrainingRecipe recipe = request.recipe();
    return new TrajectoryManifest(
        layout,
        recipe.optimizer().id(),
        optimizerOptions(recipe),
        recipe.ratePhases(request.data().size()),
        request.lossAfter(),
        seed,
        request.data().name(),
        request.data().fingerprint(),
        versions(),
        false);
  }

  /** Versions of what records. */
  public static Map<String, String> versions() {
    return Map.of("espalier", Versions.espalier(), "java", Runtime.version().toString());
  }

  /**
   * Whether the updates of an optimizer, with its manifest, give the gradients back, as {@link
   * org.espalier.core.trajectory.RecordedGradients} computes them.
   */
  static boolean givesGradients(Optimizer optimizer) {
    return switch (optimizer) {
      case SGD, MOMENTUM, NESTEROV -> true;
      case ADAM -> false;
    };
  }

  private static Map<String, Double> optimizerOptions(TrainingRecipe recipe) {
    Map<String, Double> options = new TreeMap<>();
    if (recipe.optimizer() == Optimizer.MOMENTUM || recipe.optimizer() == Optimizer.NESTEROV) {
      options.put("momentum", recipe.momentum());
    }
    options.put("batchSize", (double) recipe.batchSize());
    options.put("labelSmoothing", recipe.labelSmoothing());
    options.put("weightDecay", recipe.weightDecay());
    return options;
  }
}
