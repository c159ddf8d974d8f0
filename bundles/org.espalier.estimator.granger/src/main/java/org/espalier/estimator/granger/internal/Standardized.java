package org.espalier.estimator.granger.internal;

import org.apache.commons.math3.stat.StatUtils;

/**
 * A column less its mean, divided by what length that leaves; a constant column is all zeros. The
 * intercept of a regression has no more to do with such columns.
 */
final class Standardized {
  /** Share of a column's length that is taken for round-off. */
  static final double ROUND_OFF = 1e-9;

  private final double[] values;
  private final double length;

  private Standardized(double[] values, double length) {
    this.values = values;
    this.length = length;
  }

  /** Of {@code n} values of a series, from index {@code from} on. */
  static Standardized of(double[] series, int from, int n) {
    double mean = StatUtils.mean(series, from, n);
    double[] values = new double[n];
    double squares = 0;
    double before = 0;
    for (int i = 0; i < n; i++) {
      double value = series[from + i];
      values[i] = value - mean;
      squares += values[i] * values[i];
      before += value * value;
    }
    double length = Math.sqrt(squares);
    if (length <= ROUND_OFF * Math.sqrt(before)) {
      return new Standardized(new double[n], 0);
    }
    for (int i = 0; i < n; i++) {
      values[i] /= length;
    }
    return new Standardized(values, length);
  }

  /**
   * Lags 1..q of a series, beside its values from index {@code first} on.
   *
   * @param first the index whose lag j is at {@code first − j}; at least q
   */
  static Standardized[] lags(double[] series, int q, int first) {
    Standardized[] lags = new Standardized[q];
    for (int j = 1; j <= q; j++) {
      lags[j - 1] = of(series, first - j, series.length - first);
    }
    return lags;
  }

  /** n values of mean 0 and length 1. */
  double[] values() {
    return values;
  }

  /** Of the column less its mean; 0 if it is constant. */
  double length() {
    return length;
  }
}
