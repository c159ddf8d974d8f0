package org.espalier.estimator.lasso.internal;

/**
 * The duality gap of min ½‖y − Ab‖² + Σ μᵢ|bᵢ|.
 *
 * <p>For any v and any s with |s| maxᵢ |aᵢᵀv|/μᵢ ≤ 1, the point sv is dual feasible, and the
 * objective at b is at most ½‖y − Ab‖² + Σ μᵢ|bᵢ| − ½‖y‖² + ½‖y − sv‖² above its minimum (Kim, Koh,
 * Lustig, Boyd and Gorinevsky 2007, "An interior-point method for large-scale l1-regularized least
 * squares", section III, where v is the residual).
 */
final class DualityGap {
  private DualityGap() {}

  /**
   * The gap at the best s.
   *
   * @param residual y − Ab
   * @param penalty Σ μᵢ|bᵢ|
   * @param response y
   * @param dual v
   * @param steepest at least maxᵢ |aᵢᵀv|/μᵢ
   */
  static double of(
      double[] residual, double penalty, double[] response, double[] dual, double steepest) {
    double squares = Vectors.squaredNorm(dual);
    double primal = 0.5 * Vectors.squaredNorm(residual) + penalty;
    if (squares == 0) {
      return primal;
    }
    double along = Vectors.dot(dual, response);
    double limit = 1 / steepest;
    double scale = Math.max(-limit, Math.min(limit, along / squares));
    return Math.max(0, primal - (scale * along - 0.5 * scale * scale * squares));
  }
}
