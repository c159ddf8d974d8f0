package org.espalier.estimator.lasso.internal;

import org.espalier.core.causality.GrangerForm;

/**
 * Options of {@link LassoGranger}.
 *
 * @param lambdaRatio λ ÷ λmax, in (0, 1]. Default 0.1: with standardised features λmax is at most
 *     the deviation σ of the loss changes, and the universal level σ√(2 ln p / T) (Donoho and
 *     Johnstone 1994; Bickel, Ritov and Tsybakov 2009) is 0.12 σ at T = 1,260 and p = 17,226
 * @param tolerance the relative duality gap to stop at, in [1e-13, 1): gap ÷ (‖y‖²/2T) of the
 *     partialled-out response. Default 1e-6; scikit-learn's {@code Lasso} stops at 2e-4 of the same
 *     quantity
 * @param standardize whether features get mean 0 and unit population variance before they are
 *     penalised alike (Tibshirani 1996, section 1); off, as in the paper's published code, they
 *     stay raw squared updates, and the instantaneous form has no intercept
 * @param form which past the model looks at; default as in the paper's published code
 * @param lags q, the lags of the lagged form, at least 1; the instantaneous form has none
 * @param maxIterations sweeps of coordinate descent after which it gives up, at least 1; what it
 *     has by then is returned as not converged
 */
public record LassoOptions(
    double lambdaRatio,
    double tolerance,
    boolean standardize,
    GrangerForm form,
    int lags,
    int maxIterations) {

  /** Every default. */
  public static final LassoOptions DEFAULTS =
      new LassoOptions(0.1, 1e-6, true, GrangerForm.INSTANTANEOUS, 1, 100_000);

  public LassoOptions {
    if (!(lambdaRatio > 0 && lambdaRatio <= 1)) {
      throw new IllegalArgumentException("lambdaRatio = " + lambdaRatio + " is outside (0, 1]");
    }
    if (!(tolerance >= 1e-13 && tolerance < 1)) {
      throw new IllegalArgumentException("tolerance = " + tolerance + " is outside [1e-13, 1)");
    }
    if (lags < 1) {
      throw new IllegalArgumentException("lags = " + lags + "; there must be at least 1");
    }
    if (maxIterations < 1) {
      throw new IllegalArgumentException(
          "maxIterations = " + maxIterations + "; it must be at least 1");
    }
  }

  /** The largest lag of an update in the model. */
  int lagOrder() {
    return form == GrangerForm.LAGGED ? lags : 0;
  }

  /** Whether the model has an intercept. */
  boolean intercept() {
    return standardize || form == GrangerForm.LAGGED;
  }
}
