package org.espalier.estimator.smile.internal;

/**
 * Options of {@code smile-ridge}.
 *
 * @param lambda λ, positive and finite, of (1/2n)‖y − Xγ‖² + (λ/2)‖γ‖² on standardised features
 *     with an intercept; no λ makes all of γ 0, so there is no ratio to one. Each feature's
 *     variance is 1 beside it. Default 0.1
 */
public record SmileRidgeOptions(double lambda) {

  /** Every default. */
  public static final SmileRidgeOptions DEFAULTS = new SmileRidgeOptions(0.1);

  public SmileRidgeOptions {
    if (!(lambda > 0) || Double.isInfinite(lambda)) {
      throw new IllegalArgumentException("lambda = " + lambda + "; it must be positive and finite");
    }
  }
}
