package org.espalier.harness.internal.diagnostics;

import java.util.OptionalDouble;
import org.espalier.core.Progress;

/**
 * How many independent steps tell the mean as well as T dependent ones: T ÷ (1 + 2 Σₖ ρₖ), the sum
 * over Geyer's initial positive sequence, the pairs ρ₂ₘ + ρ₂ₘ₊₁ before the first that is not
 * positive (Geyer 1992, section 3.3); at most T log₁₀ T (Vehtari et al. 2021, section 3.2).
 */
final class EffectiveSteps {
  private EffectiveSteps() {}

  /** Empty for fewer than 3 steps, and for a constant series. */
  static OptionalDouble of(double[] series, Progress progress) {
    int steps = series.length;
    Autocorrelation own = Autocorrelation.of(series);
    if (steps < 3 || !own.isDefined()) {
      return OptionalDouble.empty();
    }
    double time = -1;
    for (int lag = 0; lag < steps - 1; lag += 2) {
      progress.check();
      double pair = own.at(lag) + own.at(lag + 1);
      if (pair <= 0) {
        break;
      }
      time += 2 * pair;
    }
    double most = steps * Math.log10(steps);
    return OptionalDouble.of(time > 0 ? Math.min(steps / time, most) : most);
  }
}
