package org.espalier.estimator.granger.internal;

import org.apache.commons.math3.distribution.FDistribution;

/**
 * The F test of whether q lags of a feature, beside the loss change's own, predict the loss change:
 * F = ((RSSᵣ − RSSf)/q) / (RSSf/(n − 2q − 1)), n = T − q (Granger 1969; Hamilton 1994, chapter 11;
 * Lütkepohl 2005, section 3.6).
 *
 * <p>What the restricted model explains is taken out of the lags of each feature, so that this
 * model is fitted once for all of them, and the rest of the response regressed on the rest of the
 * lags; coefficients and RSS are those of the full model (Frisch and Waugh 1933; Lovell 1963).
 */
final class FTest {
  /** Of RSSᵣ; what a feature leaves below is round-off, and F stays finite. */
  private static final double LEAST_REST = 1e-24;

  /**
   * What a test found.
   *
   * @param tested whether there was a test; if not, F is 0, p is 1 and γ is 0
   * @param f the statistic
   * @param p the probability of as large an F where the feature predicts nothing
   * @param gamma Σⱼ |γⱼ| of the lags, loss change per unit of the feature
   */
  record Outcome(boolean tested, double f, double p, double gamma) {
    static final Outcome UNTESTED = new Outcome(false, 0, 1, 0);
  }

  private final Autoregression restricted;
  private final int lags;
  private final int freedom;
  private final FDistribution reciprocal;

  /**
   * @param lags q
   * @throws IllegalArgumentException if T is less than 3q + 2
   */
  FTest(double[] lossChanges, int lags) {
    if (lossChanges.length < leastSteps(lags)) {
      throw new IllegalArgumentException(lossChanges.length + " values for " + lags + " lags");
    }
    this.restricted = new Autoregression(lossChanges, lags, lags);
    this.lags = lags;
    this.freedom = lossChanges.length - 3 * lags - 1;
    this.reciprocal = new FDistribution(null, freedom, lags);
  }

  /** The least T at which RSSf has a degree of freedom. */
  static int leastSteps(int lags) {
    return 3 * lags + 2;
  }

  /**
   * Tests a feature; if it is constant, or its lags depend on each other or on those of the loss
   * change, or these leave nothing to explain, there is no test.
   *
   * @param feature T values
   */
  Outcome test(double[] feature) {
    if (!restricted.testable()) {
      return Outcome.UNTESTED;
    }
    Standardized[] columns = Standardized.lags(feature, lags, lags);
    double[][] rest = new double[lags][];
    for (int j = 0; j < lags; j++) {
      rest[j] = restricted.without(columns[j].values());
    }
    LeastSquares full = new LeastSquares(rest);
    if (!full.independent()) {
      return Outcome.UNTESTED;
    }
    double[] coefficients = full.coefficients(restricted.residuals());
    double[] fitted = full.times(coefficients);
    double explained = LeastSquares.squares(fitted);
    double left =
        Math.max(
            LeastSquares.squares(LeastSquares.minus(restricted.residuals(), fitted)),
            LEAST_REST * restricted.sumOfSquares());
    double f = (explained / lags) / (left / freedom);
    double gamma = 0;
    for (int j = 0; j < lags; j++) {
      gamma += Math.abs(coefficients[j]) * (restricted.length() / columns[j].length());
    }
    return new Outcome(true, f, upperTail(f), gamma);
  }

  /** P(F > f) as P(1/F < 1/f), so that a small one has digits. */
  private double upperTail(double f) {
    return f == 0 ? 1 : reciprocal.cumulativeProbability(1 / f);
  }
}
