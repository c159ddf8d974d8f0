package org.espalier.report.internal.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.math3.stat.StatUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

final class PairedTestsTest {
  @ParameterizedTest
  @CsvFileSource(resources = "paired_tests.csv", numLinesToSkip = 1)
  void agreeWithScipy(String values, double p, double effect) {
    double[] d = Arrays.stream(values.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();

    assertEquals(p, SignedRank.p(d), 1e-12);
    double sd = Math.sqrt(StatUtils.variance(d));
    assertEquals(effect, EffectSize.corrected(StatUtils.mean(d), sd, d.length), 1e-10);
  }

  @Test
  void differencesOfNothingTellNothing() {
    assertEquals(1, SignedRank.p(0, 0, 1e-17));
    assertTrue(Double.isNaN(SignedRank.p()));
    assertTrue(Double.isNaN(EffectSize.corrected(0.1, 0, 5)));
    assertTrue(Double.isNaN(EffectSize.corrected(0.1, 0.1, 2)));
  }

  /** 0.9 − 0.8 and 0.4 − 0.3 are equal but for rounding. */
  @Test
  void equalUpToRoundingIsATie() {
    assertEquals(SignedRank.p(0.1, 0.1, -0.2), SignedRank.p(0.9 - 0.8, 0.4 - 0.3, -0.2), 0);
  }
}
