package org.espalier.harness.internal.diagnostics;

import java.util.Optional;
import org.apache.commons.math3.analysis.interpolation.LinearInterpolator;
import org.espalier.harness.evidence.TestResult;

/**
 * The test of a constant level: Σₜ Sₜ² ÷ (T² s²), with Sₜ the partial sums of the deviations from
 * the mean and s² their long-run variance by Bartlett's weights (Kwiatkowski, Phillips, Schmidt and
 * Shin 1992), over the lags that Hobijn, Franses and Ooms (1998) choose from the data.
 */
final class Kpss {
  /** Table 1 of Kwiatkowski et al.: critical values, and the p values that they are of. */
  private static final double[] CRITICAL = {0.347, 0.463, 0.574, 0.739};

  private static final double[] P = {0.10, 0.05, 0.025, 0.01};

  private Kpss() {}

  /** Empty for fewer than 3 steps, and for a constant series. */
  static Optional<TestResult> of(double[] series) {
    int steps = series.length;
    Autocorrelation own = Autocorrelation.of(series);
    if (steps < 3 || !own.isDefined()) {
      return Optional.empty();
    }
    int lags = lags(own);
    double sums = 0;
    double partial = 0;
    for (double deviation : own.deviations()) {
      partial += deviation;
      sums += partial * partial;
    }
    double variance = Autocorrelation.bartlett(own.deviations(), lags) / steps;
    double statistic = sums / ((double) steps * steps) / variance;
    return Double.isFinite(statistic) && variance > 0
        ? Optional.of(new TestResult(statistic, pValue(statistic), lags))
        : Optional.empty();
  }

  /** Hobijn et al. 1998, section 2.3: of the order T^⅓, as large as the data's own memory asks. */
  private static int lags(Autocorrelation own) {
    int steps = own.size();
    double s0 = Autocorrelation.product(own.deviations(), 0) / steps;
    double s1 = 0;
    for (int k = 1; k <= Math.min(steps - 1, (int) Math.pow(steps, 2.0 / 9)); k++) {
      double covariance = 2 * Autocorrelation.product(own.deviations(), k) / steps;
      s0 += covariance;
      s1 += k * covariance;
    }
    double lags = 1.1447 * Math.cbrt(s1 / s0 * (s1 / s0)) * Math.cbrt(steps);
    return Double.isFinite(lags) ? (int) Math.min(lags, steps - 1) : steps - 1;
  }

  private static double pValue(double statistic) {
    double within = Math.max(CRITICAL[0], Math.min(statistic, CRITICAL[CRITICAL.length - 1]));
    return new LinearInterpolator().interpolate(CRITICAL, P).value(within);
  }
}
