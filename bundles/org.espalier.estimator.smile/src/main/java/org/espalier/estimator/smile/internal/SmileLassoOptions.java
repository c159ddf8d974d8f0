package org.espalier.estimator.smile.internal;

/**
 * Options of {@code smile-lasso}.
 *
 * @param lambdaRatio λ ÷ λmax, in (0, 1], of (1/2n)‖y − Xγ‖² + λ‖γ‖₁ on standardised features with
 *     an intercept. Default 0.1, as of {@code lasso-granger}
 * @param tolerance duality gap ÷ dual objective to stop at, in [1e-10, 1). Default 1e-4, Smile's
 *     own
 * @param maxIterations Newton steps before it gives up, at least 1. Default 1000, Smile's own
 */
public record SmileLassoOptions(double lambdaRatio, double tolerance, int maxIterations) {

  /** Every default. */
  public static final SmileLassoOptions DEFAULTS = new SmileLassoOptions(0.1, 1e-4, 1000);

  public SmileLassoOptions {
    requireUsable(lambdaRatio, tolerance, maxIterations);
  }

  /** What every regression by the interior point asks of its options. */
  static void requireUsable(double lambdaRatio, double tolerance, int maxIterations) {
    if (!(lambdaRatio > 0 && lambdaRatio <= 1)) {
      throw new IllegalArgumentException("lambdaRatio = " + lambdaRatio + " is outside (0, 1]");
    }
    if (!(tolerance >= 1e-10 && tolerance < 1)) {
      throw new IllegalArgumentException("tolerance = " + tolerance + " is outside [1e-10, 1)");
    }
    if (maxIterations < 1) {
      throw new IllegalArgumentException(
          "maxIterations = " + maxIterations + "; it must be at least 1");
    }
  }
}
