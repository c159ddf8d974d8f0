package org.espalier.estimator.granger.internal;

import java.util.Arrays;

/** The restricted model: a series on a constant and its own lags 1..q. */
final class Autoregression {
  private final Standardized response;
  private final LeastSquares past;
  private final double[] residuals;

  /**
   * @param first the index of the first value that is explained, at least q
   */
  Autoregression(double[] series, int q, int first) {
    this.response = Standardized.of(series, first, series.length - first);
    this.past =
        new LeastSquares(
            Arrays.stream(Standardized.lags(series, q, first))
                .map(Standardized::values)
                .toArray(double[][]::new));
    this.residuals = past.independent() ? past.residuals(response.values()) : response.values();
  }

  /**
   * The lag order in 1..{@code most} of the least BIC = n ln(RSS/n) + (q + 1) ln n, each order
   * fitted to the same n = T − {@code most} values (Schwarz 1978; Lütkepohl 2005, section 4.3). An
   * order whose lags depend on each other is none, nor is one beyond an order that fits exactly.
   */
  static int orderByBic(double[] series, int most) {
    int n = series.length - most;
    int best = 1;
    double least = Double.POSITIVE_INFINITY;
    for (int q = 1; q <= most; q++) {
      Autoregression model = new Autoregression(series, q, most);
      if (!model.past.independent()) {
        break;
      }
      if (model.exact()) {
        return q;
      }
      double bic = n * Math.log(model.sumOfSquares() / n) + (q + 1) * Math.log(n);
      if (bic < least) {
        least = bic;
        best = q;
      }
    }
    return best;
  }

  /** Whether anything is left to explain, and the lags are independent, so that tests can be. */
  boolean testable() {
    return past.independent() && !exact();
  }

  private boolean exact() {
    return Math.sqrt(sumOfSquares()) <= Standardized.ROUND_OFF;
  }

  /** RSS of the response at length 1. */
  double sumOfSquares() {
    return LeastSquares.squares(residuals);
  }

  /** What is left of the response at length 1. */
  double[] residuals() {
    return residuals;
  }

  /** The length that the response had. */
  double length() {
    return response.length();
  }

  /** Takes out of another column what a constant and the lags explain. */
  double[] without(double[] column) {
    return past.residuals(column);
  }
}
