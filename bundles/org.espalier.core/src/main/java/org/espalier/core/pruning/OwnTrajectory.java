package org.espalier.core.pruning;

import org.espalier.core.InvalidDataException;
import org.espalier.core.trajectory.Trajectories;

/** Tells a recording of the model that is pruned from one of another model of the same shape. */
public final class OwnTrajectory {
  private static final double LEAST_COSINE = 0.3;

  private OwnTrajectory() {}

  /**
   * Makes sure that what a request's trajectory tells is about its weights.
   *
   * @throws InvalidDataException if a weight is not finite, or the trajectory ended at weights that
   *     are as far from the model's as unrelated ones
   */
  public static void require(PruningRequest request) {
    float[] weights = request.alive().apply(request.weights());
    float[] last = request.alive().apply(request.trajectory().weights());
    requireFinite(weights, "the model");
    requireFinite(last, "the end of the trajectory");
    requireOwn(weights, last);
  }

  private static void requireFinite(float[] weights, String what) {
    int bad = Trajectories.firstNotFinite(weights, weights.length);
    if (bad >= 0) {
      throw new InvalidDataException(
          "parameter %d of %s is %s; train again, so that it doesn't diverge"
              .formatted(bad, what, weights[bad]));
    }
  }

  /**
   * Two independent trainings end √2 of a norm apart and at a right angle. Fine-tuning moves far
   * less, and what earlier rounds have left may have grown much, but in the old direction.
   */
  private static void requireOwn(float[] weights, float[] last) {
    double distance = 0;
    double product = 0;
    double own = 0;
    double norm = 0;
    for (int k = 0; k < weights.length; k++) {
      distance += Math.pow(weights[k] - (double) last[k], 2);
      product += (double) weights[k] * last[k];
      own += Math.pow(weights[k], 2);
      norm += Math.pow(last[k], 2);
    }
    if (distance > norm && !(product > LEAST_COSINE * Math.sqrt(own * norm))) {
      throw new InvalidDataException(
          "the trajectory is of another model: it ends at weights that are %.2g of their length"
                  .formatted(Math.sqrt(distance / norm))
              + " away from the model's; record this model's own training");
    }
  }
}
