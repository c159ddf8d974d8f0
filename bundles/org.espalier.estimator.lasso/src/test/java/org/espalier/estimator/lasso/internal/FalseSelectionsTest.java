package org.espalier.estimator.lasso.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bounds against the papers' formulas, worked out by hand for q = 10 of p = 1,000. */
class FalseSelectionsTest {
  @ParameterizedTest
  @CsvSource({
    // 100 / (0.2 × 1000), 100 / (0.5 × 1000), 100 / (0.8 × 1000), 100 / (1 × 1000)
    "0.6, 0.5",
    "0.75, 0.2",
    "0.9, 0.125",
    "1, 0.1",
  })
  void plainBound(double frequency, double expected) {
    assertEquals(expected, FalseSelections.plainBound(10, frequency, 1000), 1e-12);
  }

  @ParameterizedTest
  @CsvSource({
    // 0.1 / (2 × (0.2 − 0.01)) and 0.1 / (2 × (0.5 − 0.01))
    "0.6, 50, 0.26315789473684",
    "0.75, 50, 0.10204081632653",
    // 0.1 × 4 × (0.1 + 0.01) / 1.02, 0.1 × 4 × 0.01 / 1.02, 0.1 × 4 × (0.2 + 0.005) / 1.01, 0.1 × 4
    // × 0.7 / 2
    "0.9, 50, 0.043137254901961",
    "1, 50, 0.0039215686274510",
    "0.8, 100, 0.081188118811881",
    "0.8, 1, 0.14",
    // Not defined, or above the plain bound, which then stands: 0.1 / 0.02, 0.1 / 0.2
    "0.51, 10, 5",
    "0.6, 3, 0.5",
  })
  void unimodalBound(double frequency, int pairs, double expected) {
    assertEquals(
        expected, FalseSelections.unimodalBound(10, frequency, pairs, 1000), 1e-11 * expected);
  }

  @Test
  void mostSelectedHasTheBoundAskedFor() {
    for (double frequency : new double[] {0.51, 0.6, 0.75, 0.8, 1}) {
      double most = FalseSelections.mostSelected(2.5, frequency, 20, 17_226);
      assertEquals(2.5, FalseSelections.unimodalBound(most, frequency, 20, 17_226), 1e-12);
    }
  }
}
