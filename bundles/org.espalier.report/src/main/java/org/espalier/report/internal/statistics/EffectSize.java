package org.espalier.report.internal.statistics;

import org.apache.commons.math3.special.Gamma;

/**
 * The size of a paired difference in its own standard deviations: Cohen's d_z = d̄ ÷ s, times
 * Hedges' exact correction J(m) = Γ(m/2) ÷ (√(m/2) Γ((m − 1)/2)) for m = n − 1 degrees of freedom,
 * which takes off the bias of small n (L. V. Hedges, "Distribution theory for Glass's estimator of
 * effect size and related estimators", Journal of Educational Statistics 6, 1981). It depends on
 * how the seeds vary, not only on the methods, so the difference itself comes first.
 */
public final class EffectSize {
  private EffectSize() {}

  /**
   * The corrected size, g_z.
   *
   * @param mean d̄
   * @param sd s
   * @param n differences
   * @return NaN below three differences, where J has no value, or if all are the same
   */
  public static double corrected(double mean, double sd, int n) {
    return n < 3 || !(sd > 0) ? Double.NaN : correction(n - 1) * mean / sd;
  }

  /** J(m). */
  static double correction(int m) {
    return Math.exp(Gamma.logGamma(m / 2.0) - Gamma.logGamma((m - 1) / 2.0)) / Math.sqrt(m / 2.0);
  }
}
