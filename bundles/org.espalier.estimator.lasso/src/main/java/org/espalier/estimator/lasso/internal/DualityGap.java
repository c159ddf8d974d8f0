package org.espalier.estimator.lasso.internal;

/**
 * The duality gap of min ½‖y − Ab‖² + Σ μᵢ|bᵢ|.
 *
 * <p>With r = y − Ab and any s with |s| maxᵢ |aᵢᵀr|/μᵢ ≤ 1, the point sr is dual feasible and the
 * objective is at most ½‖r‖² + Σ μᵢ|bᵢ| − ½‖y‖² + ½‖y − sr‖² above its minimum (Kim, Koh, Lustig,
 * Boyd and Gorinevsky 2007, "An interior-point method for large-scale l1-regularized least
 * squares", section III).
 */
final class DualityGap {
  private DualityGap() {}

  /**
   * The gap at the best s.
   *
   * @param residual r
   * @param response y
   * @param steepest maxᵢ |aᵢᵀr|/μᵢ
   * @param penalty Σ μᵢ|bᵢ|
   */
  static double of(double[] residual, double[] response, double steepest, double penalty) {
    double squares = Vectors.squaredNorm(residual);
    if (squares == 0) {
      return penalty;
    }
    double along = Vectors.dot(residual, response);
    double limit = 1 / steepest;
    double scale = Math.max(-limit, Math.min(limit, along / squares));
    double dual = scale * along - 0.5 * scale * scale * squares;
    return Math.max(0, 0.5 * squares + penalty - dual);
  }
}
