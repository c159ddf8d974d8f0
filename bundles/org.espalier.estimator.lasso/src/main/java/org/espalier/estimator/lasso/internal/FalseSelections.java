package org.espalier.estimator.lasso.internal;

/**
 * Bounds of PFER, the expected number of falsely selected parameters: those that a half-sample
 * selects less often than one drawn at random, yet are stable.
 */
final class FalseSelections {
  private FalseSelections() {}

  /**
   * q² / ((2π − 1) p), whatever the distribution (Meinshausen and Bühlmann 2010, theorem 1; Shah
   * and Samworth 2013, theorem 1 without their assumption of exchangeability).
   *
   * @param selected q, the mean number that a half-sample selects
   * @param frequency π, the share of half-samples that makes a parameter stable
   * @param parameters p
   */
  static double plainBound(double selected, double frequency, int parameters) {
    return selected * selected / ((2 * frequency - 1) * parameters);
  }

  /**
   * C(π, B) q²/p, where the share of pairs of halves that both select a parameter has a unimodal
   * distribution: C = 1 / (2 (2π − 1 − 1/2B)) up to π = ¾, and 4 (1 − π + 1/2B) / (1 + 1/B) beyond
   * (Shah and Samworth 2013, theorem 2, equations 7 and 8).
   *
   * @param pairs B
   */
  static double unimodalBound(double selected, double frequency, int pairs, int parameters) {
    return factor(frequency, pairs) * selected * selected / parameters;
  }

  /** The largest q whose unimodal bound is within some number of false selections. */
  static double mostSelected(double falseSelections, double frequency, int pairs, int parameters) {
    return Math.sqrt(falseSelections * parameters / factor(frequency, pairs));
  }

  /** C, or what the plain bound has in its place where that is less or C is not defined. */
  private static double factor(double frequency, int pairs) {
    double plain = 1 / (2 * frequency - 1);
    double step = 0.5 / pairs;
    if (frequency > 0.75) {
      return Math.min(plain, 4 * (1 - frequency + step) / (1 + 2 * step));
    }
    double room = 2 * frequency - 1 - step;
    return room > 0 ? Math.min(plain, 0.5 / room) : plain;
  }
}
