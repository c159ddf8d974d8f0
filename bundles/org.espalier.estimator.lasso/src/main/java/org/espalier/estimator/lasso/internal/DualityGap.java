package org.espalier.estimator.lasso.internal;

/**
 * The duality gap of min ½‖y − Ab‖² + Σ μᵢ|bᵢ|.
 *
 * <p>With r = y − Ab and any s with |s| maxᵢ |aᵢᵀr|/μᵢ ≤ 1, the point sr is dual feasible and the
 * objective is at most ½‖r‖² + Σ μᵢ|bᵢ| − ½‖y‖² + ½‖y − sr‖² above its minimum (Kim et al. 2007,
 * "An interior-point method for large-scale l1-regularized least squares", section III).
 */
final class DualityGap {
  private DualityGap() {}

  /**
   * The gap at the best s.
   *
   * @param responseSquares ‖y‖²
   * @param residualSquares ‖r‖²
   * @param along rᵀy
   * @param steepest maxᵢ |aᵢᵀr|/μᵢ
   * @param penalty Σ μᵢ|bᵢ|
   */
  static double of(
      double responseSquares,
      double residualSquares,
      double along,
      double steepest,
      double penalty) {
    double limit = steepest > 1 ? 1 / steepest : 1;
    if (residualSquares == 0) {
      return penalty;
    }
    double best = along / residualSquares;
    double scale = Math.max(-limit, Math.min(limit, best));
    double dual = scale * along - 0.5 * scale * scale * residualSquares;
    return Math.max(0, 0.5 * residualSquares + penalty - dual);
  }
}
