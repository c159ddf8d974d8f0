package org.espalier.harness.internal.diagnostics;

import java.util.Arrays;
import org.apache.commons.math3.special.Erf;

/** A series less its mean, and how it goes with its own past. */
final class Autocorrelation {
  /** Deviations this small beside the values are rounding. */
  private static final double ROUNDING = 1e-14;

  private final double[] deviations;
  private final double energy;
  private final boolean defined;

  private Autocorrelation(double[] deviations, double energy, boolean defined) {
    this.deviations = deviations;
    this.energy = energy;
    this.defined = defined;
  }

  static Autocorrelation of(double[] series) {
    double mean = Arrays.stream(series).average().orElse(Double.NaN);
    double[] deviations = Arrays.stream(series).map(x -> x - mean).toArray();
    double energy = product(deviations, 0);
    double scale = ROUNDING * Arrays.stream(series).map(Math::abs).max().orElse(0);
    boolean defined = Double.isFinite(energy) && energy > scale * scale * series.length;
    return new Autocorrelation(deviations, energy, defined);
  }

  /** Whether the series varies, and is finite. */
  boolean isDefined() {
    return defined;
  }

  int size() {
    return deviations.length;
  }

  double[] deviations() {
    return deviations;
  }

  /** ρₖ = Σₜ dₜ dₜ₋ₖ ÷ Σₜ dₜ², d the deviations from the mean. */
  double at(int lag) {
    return product(deviations, lag) / energy;
  }

  /** Σₜ xₜ xₜ₋ₖ, all that there are. */
  static double product(double[] x, int lag) {
    double sum = 0;
    for (int t = lag; t < x.length; t++) {
      sum += x[t] * x[t - lag];
    }
    return sum;
  }

  /**
   * Σₖ of a product and its past with Bartlett's weights: Σₖ₌₋ₗ..ₗ (1 − |k| ÷ (l + 1)) Σₜ xₜ xₜ₋ₖ.
   */
  static double bartlett(double[] x, int lags) {
    double sum = product(x, 0);
    for (int k = 1; k <= lags; k++) {
      sum += 2 * (1 - k / (lags + 1.0)) * product(x, k);
    }
    return sum;
  }

  /** Φ(z), precise in the lower tail. */
  static double normal(double z) {
    return 0.5 * Erf.erfc(-z / Math.sqrt(2));
  }
}
