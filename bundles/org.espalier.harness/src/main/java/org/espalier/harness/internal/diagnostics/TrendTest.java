package org.espalier.harness.internal.diagnostics;

import java.util.Optional;
import org.espalier.harness.evidence.Trend;

/**
 * Least squares of a series on its step, with the standard error of Newey and West (1987):
 * Bartlett's weights over ⌊4 (T ÷ 100)^(2⁄9)⌋ lags (Newey and West 1994), p from the normal.
 */
final class TrendTest {
  private TrendTest() {}

  /** Empty for fewer than 3 steps, and where the series has no scatter about the line. */
  static Optional<Trend> of(double[] series) {
    int steps = series.length;
    Autocorrelation own = Autocorrelation.of(series);
    if (steps < 3 || !own.isDefined()) {
      return Optional.empty();
    }
    double middle = (steps - 1) / 2.0;
    double spread = 0;
    double slope = 0;
    for (int t = 0; t < steps; t++) {
      spread += (t - middle) * (t - middle);
      slope += (t - middle) * own.deviations()[t];
    }
    slope /= spread;
    double[] scores = new double[steps];
    for (int t = 0; t < steps; t++) {
      scores[t] = (t - middle) * (own.deviations()[t] - slope * (t - middle));
    }
    int lags = (int) Math.floor(4 * Math.pow(steps / 100.0, 2.0 / 9));
    double error = Math.sqrt(Autocorrelation.bartlett(scores, Math.min(lags, steps - 1))) / spread;
    double p = 2 * Autocorrelation.normal(-Math.abs(slope / error));
    return error > 0 && Double.isFinite(p)
        ? Optional.of(new Trend(slope, error, p, lags))
        : Optional.empty();
  }
}
