package org.espalier.report.internal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Holm's step-down adjustment of p values, which holds the probability of one false rejection or
 * more in a family of tests, whatever their dependence (S. Holm, "A simple sequentially rejective
 * multiple test procedure", Scandinavian Journal of Statistics 6, 1979).
 */
final class Holm {
  private Holm() {}

  /**
   * The adjusted p values, p̃₍ᵢ₎ = min(1, maxⱼ≤ᵢ (m − j + 1) p₍ⱼ₎), each in its value's place.
   *
   * @param p of a whole family, each in [0, 1]; NaN is no test, stays NaN and doesn't count in m
   */
  static double[] adjust(double[] p) {
    int[] ascending =
        IntStream.range(0, p.length)
            .filter(i -> !Double.isNaN(p[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> p[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] adjusted = new double[p.length];
    Arrays.fill(adjusted, Double.NaN);
    double highest = 0;
    for (int j = 0; j < ascending.length; j++) {
      highest = Math.max(highest, Math.min(1, (ascending.length - j) * p[ascending[j]]));
      adjusted[ascending[j]] = highest;
    }
    return adjusted;
  }
}
