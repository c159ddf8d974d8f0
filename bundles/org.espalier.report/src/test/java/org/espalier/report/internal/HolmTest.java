package org.espalier.report.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

final class HolmTest {
  @ParameterizedTest
  @CsvFileSource(resources = "holm.csv", numLinesToSkip = 1)
  void agreesWithStatsmodels(String p, String adjusted) {
    assertArrayEquals(numbers(adjusted), Holm.adjust(numbers(p)), 1e-15);
  }

  @Test
  void leavesOutWhatIsNoTest() {
    assertArrayEquals(
        new double[] {0.04, Double.NaN, 0.04}, Holm.adjust(new double[] {0.02, Double.NaN, 0.03}));
    assertArrayEquals(new double[0], Holm.adjust(new double[0]));
  }

  private static double[] numbers(String text) {
    return Arrays.stream(text.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
  }
}
