package org.espalier.estimator.lasso.internal;

/** What λ is chosen by, of a Gaussian model with df = the number of columns with γ ≠ 0. */
final class LambdaCriterion {
  private LambdaCriterion() {}

  /**
   * BIC: n log(RSS/n) + df log n (Schwarz 1978; df of the Lasso by Zou, Hastie and Tibshirani
   * 2007).
   *
   * @return infinity where the columns are more than half the rows, for then RSS tells nothing
   */
  static double bic(int rows, double residualSquares, int df) {
    if (2 * df > rows || residualSquares <= 0) {
      return Double.POSITIVE_INFINITY;
    }
    return rows * Math.log(residualSquares / rows) + df * Math.log(rows);
  }

  /**
   * EBIC: BIC + 2 log C(p, df), the prior that gives each size of model the same weight (Chen and
   * Chen 2008, "Extended Bayesian information criteria for model selection with large model
   * spaces", with γ = 1).
   *
   * @param columns p
   */
  static double ebic(int rows, double residualSquares, int df, int columns) {
    double choices = 0;
    for (int i = 0; i < df; i++) {
      choices += Math.log((columns - i) / (i + 1.0));
    }
    return bic(rows, residualSquares, df) + 2 * choices;
  }
}
