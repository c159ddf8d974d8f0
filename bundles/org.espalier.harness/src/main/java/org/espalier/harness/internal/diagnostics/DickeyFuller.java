package org.espalier.harness.internal.diagnostics;

import java.util.Optional;
import org.apache.commons.math3.linear.SingularMatrixException;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;
import org.espalier.core.Progress;
import org.espalier.harness.evidence.TestResult;

/**
 * The augmented Dickey-Fuller test of a unit root: the t statistic of ρ in Δxₜ = c + ρ xₜ₋₁ + Σⱼ φⱼ
 * Δxₜ₋ⱼ + ε (Dickey and Fuller 1979; Said and Dickey 1984), with the number of lags that has the
 * least AIC up to ⌈12 (T ÷ 100)^¼⌉ (Schwert 1989), and the approximate p value of MacKinnon (1994).
 */
final class DickeyFuller {
  /** MacKinnon 1994, table 3, one series with a constant: p = Φ(polynomial of the statistic). */
  private static final double[] SMALL_P = {2.1659, 1.4412, 0.038269};

  /** MacKinnon 1994, table 4, the same for statistics above the border. */
  private static final double[] LARGE_P = {1.7339, 0.93202, -0.12745, -0.010368};

  private static final double BORDER = -1.61;
  private static final double LEAST = -18.83;
  private static final double MOST = 2.74;

  private DickeyFuller() {}

  /** Empty where too few steps leave no degree of freedom, and for a constant series. */
  static Optional<TestResult> of(double[] series, Progress progress) {
    int most = mostLags(series.length);
    if (most < 0 || !Autocorrelation.of(series).isDefined()) {
      return Optional.empty();
    }
    int lags = leastAic(series, most, progress);
    double statistic = statistic(series, lags);
    return Double.isFinite(statistic)
        ? Optional.of(new TestResult(statistic, pValue(statistic), lags))
        : Optional.empty();
  }

  private static int mostLags(int steps) {
    int schwert = (int) Math.ceil(12 * Math.pow(steps / 100.0, 0.25));
    return Math.min(schwert, steps / 2 - 2);
  }

  /** All lags are judged on the same rows; ties go to fewer lags. */
  private static int leastAic(double[] series, int most, Progress progress) {
    double[][] columns = columns(series, most);
    double[] residual = target(series, most);
    int rows = residual.length;
    double least = Double.POSITIVE_INFINITY;
    int best = 0;
    for (int c = 0; c < columns.length; c++) {
      progress.check();
      orthogonalize(columns, c);
      removeFrom(residual, columns[c]);
      double aic = rows * Math.log(Autocorrelation.product(residual, 0)) + 2.0 * (c + 1);
      if (c > 0 && aic < least) {
        least = aic;
        best = c - 1;
      }
    }
    return best;
  }

  /** Modified Gram-Schmidt: one decomposition tells the residuals of every number of lags. */
  private static void orthogonalize(double[][] columns, int c) {
    for (int earlier = 0; earlier < c; earlier++) {
      removeFrom(columns[c], columns[earlier]);
    }
  }

  private static void removeFrom(double[] values, double[] direction) {
    double product = 0;
    double norm = 0;
    for (int t = 0; t < values.length; t++) {
      product += values[t] * direction[t];
      norm += direction[t] * direction[t];
    }
    double factor = norm > 0 ? product / norm : 0;
    for (int t = 0; t < values.length; t++) {
      values[t] -= factor * direction[t];
    }
  }

  private static double statistic(double[] series, int lags) {
    double[][] columns = columns(series, lags);
    double[][] rows = new double[columns[0].length][columns.length - 1];
    for (int t = 0; t < rows.length; t++) {
      for (int c = 1; c < columns.length; c++) {
        rows[t][c - 1] = columns[c][t];
      }
    }
    if (rows.length <= columns.length) {
      return Double.NaN;
    }
    OLSMultipleLinearRegression regression = new OLSMultipleLinearRegression();
    regression.newSampleData(target(series, lags), rows);
    try {
      double[] errors = regression.estimateRegressionParametersStandardErrors();
      return regression.estimateRegressionParameters()[1] / errors[1];
    } catch (SingularMatrixException e) {
      return Double.NaN;
    }
  }

  /** A constant, the level before, and the changes before it, of each row that has all of them. */
  private static double[][] columns(double[] series, int lags) {
    int rows = series.length - 1 - lags;
    double[][] columns = new double[lags + 2][rows];
    for (int i = 0; i < rows; i++) {
      int t = i + lags + 1;
      columns[0][i] = 1;
      columns[1][i] = series[t - 1];
      for (int j = 1; j <= lags; j++) {
        columns[j + 1][i] = series[t - j] - series[t - j - 1];
      }
    }
    return columns;
  }

  private static double[] target(double[] series, int lags) {
    double[] changes = new double[series.length - 1 - lags];
    for (int i = 0; i < changes.length; i++) {
      changes[i] = series[i + lags + 1] - series[i + lags];
    }
    return changes;
  }

  private static double pValue(double statistic) {
    if (statistic > MOST) {
      return 1;
    } else if (statistic < LEAST) {
      return 0;
    }
    double[] polynomial = statistic <= BORDER ? SMALL_P : LARGE_P;
    double z = 0;
    for (int i = polynomial.length - 1; i >= 0; i--) {
      z = z * statistic + polynomial[i];
    }
    return Autocorrelation.normal(z);
  }
}
