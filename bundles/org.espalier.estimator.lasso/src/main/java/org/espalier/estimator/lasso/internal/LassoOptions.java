package org.espalier.estimator.lasso.internal;

import java.util.Locale;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.model.Granularity;

/**
 * Options of {@link LassoGranger}.
 *
 * @param granularity what is selected: single weights, or by the group Lasso whole units (neurons,
 *     filters) or layers; groups take features standardised, λ by ratio, and a tolerance of 1e-5 or
 *     more
 * @param lambdaChoice how λ is chosen; default a fixed ratio, which costs one solve and is the same
 *     for every trajectory
 * @param lambdaRatio λ ÷ λmax, in (0, 1], where that is the choice. Default 0.1: with standardised
 *     features λmax is at most the deviation σ of the loss changes, and the universal level σ√(2 ln
 *     p / T) (Donoho and Johnstone 1994; Bickel, Ritov and Tsybakov 2009) is 0.12 σ at T = 1,260
 *     and p = 17,226
 * @param pathLength λ to choose from by the other choices, at least 2; default 100 as glmnet has
 * @param pathEnd the least of them ÷ λmax, in (0, 1); default 0.01 as glmnet has for p &gt; n
 * @param folds of cross-validation, at least 2; default 5 (Hastie, Tibshirani and Friedman 2009,
 *     section 7.10)
 * @param stability whether stability selection tells which of the parameters to trust; γ is then 0
 *     for all others
 * @param pairs complementary pairs of half the steps, at least 1; default 50 (Shah and Samworth
 *     2013, section 4)
 * @param frequency share of the halves in which a stable parameter is selected, in (0.5, 1];
 *     default 0.75, between 0.6 and 0.9 (Meinshausen and Bühlmann 2010, section 2.4)
 * @param falseSelections PFER, the expected number of falsely selected parameters that the choice
 *     {@code stability} may lead to, positive; default 1
 * @param blockLength consecutive steps that stay together in subsamples and folds; 0 for T^(1/3)
 *     rounded up (Bühlmann and Künsch 1999)
 * @param tolerance the relative duality gap to stop at, in [1e-13, 1): gap ÷ (‖y‖²/2T) of the
 *     partialled-out response. Default 1e-6; scikit-learn's {@code Lasso} stops at 2e-4 of the same
 *     quantity
 * @param standardize whether features get mean 0 and unit population variance before they are
 *     penalised alike (Tibshirani 1996, section 1); off, as in the paper's published code, they
 *     stay raw squared updates, and the instantaneous form has no intercept
 * @param form which past the model looks at; default as in the paper's published code
 * @param lags q, the lags of the lagged form, at least 1; the instantaneous form has none
 * @param maxIterations pieces of homotopy and sweeps of coordinate descent after which a solve
 *     gives up, at least 1; what it has by then is returned as not converged
 */
public record LassoOptions(
    Granularity granularity,
    LambdaChoice lambdaChoice,
    double lambdaRatio,
    int pathLength,
    double pathEnd,
    int folds,
    boolean stability,
    int pairs,
    double frequency,
    double falseSelections,
    int blockLength,
    double tolerance,
    boolean standardize,
    GrangerForm form,
    int lags,
    int maxIterations) {

  /** Every default. */
  public static final LassoOptions DEFAULTS =
      new LassoOptions(0.1, 1e-6, true, GrangerForm.INSTANTANEOUS, 1, 1_000_000);

  public LassoOptions {
    requireIn("lambdaRatio", lambdaRatio, lambdaRatio > 0 && lambdaRatio <= 1, "(0, 1]");
    requireLeast("pathLength", pathLength, 2);
    requireIn("pathEnd", pathEnd, pathEnd > 0 && pathEnd < 1, "(0, 1)");
    requireLeast("folds", folds, 2);
    requireLeast("pairs", pairs, 1);
    requireIn("frequency", frequency, frequency > 0.5 && frequency <= 1, "(0.5, 1]");
    requireIn("falseSelections", falseSelections, falseSelections > 0, "(0, ∞)");
    requireLeast("blockLength", blockLength, 0);
    requireIn("tolerance", tolerance, tolerance >= 1e-13 && tolerance < 1, "[1e-13, 1)");
    requireLeast("lags", lags, 1);
    requireLeast("maxIterations", maxIterations, 1);
    if (granularity != Granularity.WEIGHT && (lambdaChoice != LambdaChoice.RATIO || !standardize)) {
      throw new IllegalArgumentException(
          "granularity = %s takes lambdaChoice = ratio and standardize = on"
              .formatted(granularity.name().toLowerCase(Locale.ROOT)));
    }
  }

  /** A fixed ratio, and no stability selection. */
  public LassoOptions(
      double lambdaRatio,
      double tolerance,
      boolean standardize,
      GrangerForm form,
      int lags,
      int maxIterations) {
    this(
        Granularity.WEIGHT,
        LambdaChoice.RATIO,
        lambdaRatio,
        100,
        0.01,
        5,
        false,
        50,
        0.75,
        1,
        0,
        tolerance,
        standardize,
        form,
        lags,
        maxIterations);
  }

  private static void requireIn(String name, double value, boolean in, String limits) {
    if (!in) {
      throw new IllegalArgumentException(name + " = " + value + " is outside " + limits);
    }
  }

  private static void requireLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " = " + value + "; it must be at least " + least);
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

  /** Whether stability selection is asked for. */
  boolean isStable() {
    return stability || lambdaChoice == LambdaChoice.STABILITY;
  }

  /**
   * Consecutive rows that stay together.
   *
   * @param rows n
   */
  int blockLengthOf(int rows) {
    return blockLength > 0 ? blockLength : (int) Math.ceil(Math.cbrt(rows));
  }
}
