package org.espalier.estimator.smile.internal;

/**
 * Options of {@code smile-elastic-net}.
 *
 * @param lambdaRatio λ ÷ λmax, in (0, 1], of (1/2n)‖y − Xγ‖² + λ (ρ‖γ‖₁ + (1 − ρ)/2 ‖γ‖²) on
 *     standardised features with an intercept; λmax is the least λ with γ = 0. Default 0.1
 * @param l1Ratio ρ, in (0, 1): scikit-learn's l1_ratio, glmnet's alpha. Default 0.5, scikit-learn's
 * @param tolerance duality gap ÷ dual objective to stop at, in [1e-10, 1). Default 1e-4, Smile's
 *     own
 * @param maxIterations Newton steps before it gives up, at least 1. Default 1000, Smile's own
 */
public record SmileElasticNetOptions(
    double lambdaRatio, double l1Ratio, double tolerance, int maxIterations) {

  /** Every default. */
  public static final SmileElasticNetOptions DEFAULTS =
      new SmileElasticNetOptions(0.1, 0.5, 1e-4, 1000);

  public SmileElasticNetOptions {
    SmileLassoOptions.requireUsable(lambdaRatio, tolerance, maxIterations);
    if (!(l1Ratio > 0 && l1Ratio < 1)) {
      throw new IllegalArgumentException(
          "l1Ratio = " + l1Ratio + " is outside (0, 1); smile-lasso has 1, smile-ridge 0");
    }
  }
}
