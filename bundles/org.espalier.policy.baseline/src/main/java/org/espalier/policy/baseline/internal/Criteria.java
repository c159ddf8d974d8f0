package org.espalier.policy.baseline.internal;

import java.util.Random;

/** Scores of single weights: the higher, the longer kept. */
final class Criteria {
  private Criteria() {}

  /**
   * θₖ², in the order of |θₖ|: the square of a float is exact in double precision.
   *
   * @param weights θ, p values
   */
  static double[] squaredMagnitude(float[] weights) {
    double[] scores = new double[weights.length];
    for (int k = 0; k < scores.length; k++) {
      scores[k] = (double) weights[k] * weights[k];
    }
    return scores;
  }

  /**
   * Uniform in [0, 1), from {@link Random}, so that a seed gives the same everywhere; the draw for
   * a weight doesn't hang on which others are alive, so rounds of a rising sparsity nest.
   */
  static double[] random(int size, long seed) {
    Random random = new Random(seed);
    double[] scores = new double[size];
    for (int k = 0; k < size; k++) {
      scores[k] = random.nextDouble();
    }
    return scores;
  }

  /**
   * |θₖ mₖ|, the loss change to first order when a weight is removed.
   *
   * @param weights θ, p values
   * @param means of the gradients or of their sizes, p values
   */
  static double[] firstOrder(float[] weights, double[] means) {
    double[] scores = new double[weights.length];
    for (int k = 0; k < scores.length; k++) {
      scores[k] = Math.abs(weights[k] * means[k]);
    }
    return scores;
  }

  /**
   * θₖ² fₖ / 2, the loss change to second order when a weight is removed.
   *
   * @param weights θ, p values
   * @param curvature f, the diagonal of the Hessian or of what stands for it, p values
   */
  static double[] quadraticLoss(float[] weights, double[] curvature) {
    double[] scores = new double[weights.length];
    for (int k = 0; k < scores.length; k++) {
      scores[k] = (double) weights[k] * weights[k] * curvature[k] / 2;
    }
    return scores;
  }
}
