package org.espalier.report.internal.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BootstrapTest {
  /** That the first unit is in a resample has the probability 1 − ((n − 1)/n)ⁿ. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 7})
  void takesEveryResampleWithItsProbability(int n) {
    assertEquals(1 - Math.pow((n - 1.0) / n, n), new Bootstrap(n).probability(s -> s[0]), 1e-12);
  }

  @Test
  void drawsWhereThereAreMoreAndDrawsTheSameAgain() {
    Bootstrap ten = new Bootstrap(10);

    assertEquals(1 - Math.pow(0.9, 10), ten.probability(s -> s[0]), 0.03);
    assertEquals(
        ten.interval(s -> s[0] + 0.1 * s[1]), new Bootstrap(10).interval(s -> s[0] + 0.1 * s[1]));
  }

  @Test
  void theIntervalOfAMeanIsNearlyStudents() {
    double[] values = new double[10];
    Arrays.setAll(values, i -> i);
    Bootstrap.Interval interval = new Bootstrap(10).interval(s -> Polynomial.dot(s, values));
    double half = 2.2621571627 * 3.0276503541 / Math.sqrt(10); // t times sd over the root of n

    assertEquals(4.5 - half, interval.low(), 0.25);
    assertEquals(4.5 + half, interval.high(), 0.25);
    assertTrue(interval.low() < interval.high());
  }
}
