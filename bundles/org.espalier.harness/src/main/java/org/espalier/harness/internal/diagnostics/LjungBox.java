package org.espalier.harness.internal.diagnostics;

import java.util.Optional;
import org.apache.commons.math3.special.Gamma;
import org.espalier.harness.evidence.TestResult;

/**
 * Q = T (T + 2) Σₖ ρₖ² ÷ (T − k) over min(10, T ÷ 5) lags, χ² with as many degrees of freedom where
 * there is no autocorrelation (Ljung and Box 1978).
 */
final class LjungBox {
  private static final int MOST_LAGS = 10;
  private static final int STEPS_PER_LAG = 5;

  private LjungBox() {}

  /** Empty for fewer than 5 steps and for a constant series. */
  static Optional<TestResult> of(double[] series) {
    int steps = series.length;
    int lags = Math.min(MOST_LAGS, steps / STEPS_PER_LAG);
    Autocorrelation own = Autocorrelation.of(series);
    if (lags < 1 || !own.isDefined()) {
      return Optional.empty();
    }
    double sum = 0;
    for (int k = 1; k <= lags; k++) {
      double rho = own.at(k);
      sum += rho * rho / (steps - k);
    }
    double q = steps * (steps + 2.0) * sum;
    return Optional.of(new TestResult(q, Gamma.regularizedGammaQ(lags / 2.0, q / 2), lags));
  }
}
