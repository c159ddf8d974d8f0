package org.espalier.estimator.lasso.internal;

/**
 * A vector v and a bound of |xᵀv|/s over all columns, so that v scaled down to a threshold λn is
 * dual feasible there.
 *
 * <p>Feasible points of two λ, mixed, are feasible for the λ between them: the bound of a mixture
 * is the mixture of the bounds. So two passes vouch for every solution between.
 */
final class DualPoint {
  private final double[] vector;
  private final double steepest;

  /**
   * @param vector v; not copied
   * @param steepest at least the largest |xᵀv|/s of all columns
   */
  DualPoint(double[] vector, double steepest) {
    this.vector = vector;
    this.steepest = steepest;
  }

  /** (1 − share) of this, and the share of another. */
  DualPoint mixed(double share, DualPoint other) {
    if (share == 1) {
      return other;
    }
    double[] mixture = vector.clone();
    Vectors.scale(1 - share, mixture);
    Vectors.addScaled(share, other.vector, mixture);
    return new DualPoint(mixture, (1 - share) * steepest + share * other.steepest);
  }

  /**
   * The duality gap of a solution by this point, over all columns.
   *
   * @param response y
   * @param threshold λn
   */
  double gap(LassoSolution solution, double[] response, double threshold) {
    return DualityGap.of(
        solution.residual(), solution.penalty(), response, vector, steepest / threshold);
  }
}
