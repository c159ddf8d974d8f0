package org.espalier.policy.causal.internal;

/** Scores of single weights: the higher, the longer kept. */
final class Criteria {
  private Criteria() {}

  /**
   * |γₖ|, the size of the effect of a squared update on the loss.
   *
   * @param gamma γ, p values
   */
  static double[] gammaMagnitude(double[] gamma) {
    double[] scores = new double[gamma.length];
    for (int k = 0; k < scores.length; k++) {
      scores[k] = Math.abs(gamma[k]);
    }
    return scores;
  }

  /**
   * |γₖ|θₖ², what the model of γ predicts for the step Δθₖ = −θₖ that removes the weight.
   *
   * @param gamma γ, p values
   * @param weights θ, p values
   */
  static double[] removalEffect(double[] gamma, float[] weights) {
    double[] scores = new double[gamma.length];
    for (int k = 0; k < scores.length; k++) {
      scores[k] = Math.abs(gamma[k]) * weights[k] * weights[k];
    }
    return scores;
  }

  /**
   * θₖ² Fₖ ÷ 2, the rise of a quadratic loss of diagonal curvature F when the weight is removed.
   *
   * @param weights θ, p values
   * @param curvature F, p values
   */
  static double[] quadraticLoss(float[] weights, double[] curvature) {
    double[] scores = new double[weights.length];
    for (int k = 0; k < scores.length; k++) {
      scores[k] = (double) weights[k] * weights[k] * curvature[k] / 2;
    }
    return scores;
  }
}
