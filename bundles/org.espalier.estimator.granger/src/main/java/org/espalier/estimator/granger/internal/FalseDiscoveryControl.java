package org.espalier.estimator.granger.internal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** How the false discovery rate of many tests is controlled: step-up procedures. */
public enum FalseDiscoveryControl {
  /** Benjamini and Hochberg 1995, for tests that are independent or positively dependent. */
  BENJAMINI_HOCHBERG,
  /** Benjamini and Yekutieli 2001, theorem 1.3, for tests that depend on each other in any way. */
  BENJAMINI_YEKUTIELI;

  /**
   * Adjusted p values: with p₍₁₎ ≤ … ≤ p₍ₘ₎ that of p₍ᵢ₎ is min over k ≥ i of c m p₍ₖ₎ / k, at most
   * 1; c is 1, or Σᵢ 1/i by Benjamini and Yekutieli.
   *
   * @param p m values in [0, 1]
   * @return m values in [0, 1]
   */
  double[] adjust(double[] p) {
    int[] falling =
        IntStream.range(0, p.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -p[i]))
            .mapToInt(i -> i)
            .toArray();
    double factor = p.length * (this == BENJAMINI_YEKUTIELI ? harmonic(p.length) : 1);
    double[] adjusted = new double[p.length];
    double least = 1;
    for (int i = 0; i < falling.length; i++) {
      int rank = falling.length - i;
      least = Math.min(least, factor * p[falling[i]] / rank);
      adjusted[falling[i]] = least;
    }
    return adjusted;
  }

  private static double harmonic(int n) {
    double[] terms = new double[n];
    Arrays.setAll(terms, i -> 1.0 / (i + 1));
    return Arrays.stream(terms).sum();
  }
}
