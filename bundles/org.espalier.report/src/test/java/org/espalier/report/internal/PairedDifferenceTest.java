package org.espalier.report.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

final class PairedDifferenceTest {
  @ParameterizedTest
  @CsvFileSource(resources = "paired_intervals.csv", numLinesToSkip = 1)
  void agreesWithScipy(String a, String b, double mean, double low, double high, double p) {
    PairedDifference difference = PairedDifference.of(cells(a), cells(b));

    assertEquals(mean, difference.mean(), 1e-12);
    assertEquals(low, difference.low(), 1e-9 * Math.abs(low) + 1e-12);
    assertEquals(high, difference.high(), 1e-9 * Math.abs(high) + 1e-12);
    assertEquals(p, difference.p(), 1e-9 * p);
    assertEquals(low > 0 || high < 0, difference.excludesZero());
  }

  @Test
  void pairsBySeedNotByPlace() {
    List<Cell> a = List.of(cell(1, 0.9), cell(2, 0.7), cell(3, 0.5));
    List<Cell> b = List.of(cell(3, 0.4), cell(1, 0.8));

    PairedDifference difference = PairedDifference.of(a, b);

    assertEquals(2, difference.seeds());
    assertEquals(0.1, difference.mean(), 1e-12);
  }

  @Test
  void equalAccuraciesTellNothing() {
    assertEquals(1, PairedDifference.of(cells("0.9 0.7 0.8"), cells("0.9 0.7 0.8")).p());
  }

  /** Equal up to rounding: 0.9 − 0.8 is not 0.4 − 0.3 in floating point. */
  @Test
  void aConstantDifferenceHasNoTest() {
    PairedDifference difference = PairedDifference.of(cells("0.9 0.4"), cells("0.8 0.3"));

    assertEquals(0.1, difference.mean(), 1e-12);
    assertTrue(Double.isNaN(difference.p()));
  }

  @Test
  void oneSeedHasNoInterval() {
    PairedDifference difference = PairedDifference.of(cells("0.9"), cells("0.5"));

    assertEquals(0.4, difference.mean(), 1e-12);
    assertTrue(Double.isNaN(difference.low()));
    assertTrue(Double.isNaN(difference.p()));
    assertFalse(difference.excludesZero());
  }

  private static List<Cell> cells(String accuracies) {
    List<Cell> cells = new ArrayList<>();
    for (String accuracy : accuracies.split(" ", -1)) {
      cells.add(cell(cells.size() + 1L, Double.parseDouble(accuracy)));
    }
    return cells;
  }

  private static Cell cell(long seed, double accuracy) {
    return SampleResults.measured("p", 0.9, seed, Stage.ONE_SHOT, accuracy);
  }
}
