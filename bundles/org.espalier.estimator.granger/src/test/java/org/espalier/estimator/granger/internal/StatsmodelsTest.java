package org.espalier.estimator.granger.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.testkit.ReferenceTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against statsmodels; src/test/python/make_reference.py made the numbers. */
class StatsmodelsTest {
  private static final double RELATIVE = 1e-8;
  private static final List<String> SERIES = List.of("null", "planted", "smooth", "strong");

  private final ReferenceTable reference =
      ReferenceTable.read(StatsmodelsTest.class, "reference.txt");

  static List<Arguments> seriesAndLags() {
    List<Arguments> cases = new ArrayList<>();
    for (String series : SERIES) {
      for (int lags = 1; lags <= 5; lags++) {
        cases.add(Arguments.of(series, lags));
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("seriesAndLags")
  void testsAndAdjustedValuesAreThoseOfStatsmodels(String series, int lags) {
    CausalEvidence evidence = estimate(series, lags);
    assertSame(series + ".f" + lags, Runs.ofTests(evidence, "F"));
    assertSame(series + ".p" + lags, Runs.ofTests(evidence, "p"));
    assertSame(series + ".gamma" + lags, Runs.ofTests(evidence, "gamma"));
    assertSame(series + ".bh" + lags, Runs.ofTests(evidence, "pBenjaminiHochberg"));
    assertSame(series + ".by" + lags, Runs.ofTests(evidence, "pBenjaminiYekutieli"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "planted", "smooth", "strong"})
  void theLagOrderIsThatOfTheLeastBic(String series) {
    double[] bic = reference.doubles(series + ".bic");
    CausalEvidence evidence = estimate(series, 0);
    assertEquals((int) bic[bic.length - 1], evidence.details().get("lags"));
    assertEquals("bic", evidence.details().get("lagOrder"));
  }

  @Test
  void evenAProbabilityFarBelowRoundOffHasDigits() {
    double least = reference.doubles("strong.p1")[0];
    assertEquals(least, Runs.ofTests(estimate("strong", 1), "p")[0], RELATIVE * least);
    assertTrue(least > 0 && least < 1e-30);
  }

  private CausalEvidence estimate(String series, int lags) {
    float[][] updates = reference.floatRows(series + ".updates");
    double[] changes = reference.doubles(series + ".changes");
    return Runs.estimate(Runs.of(updates, changes), Runs.lags(lags));
  }

  private void assertSame(String name, double[] actual) {
    double[] expected = reference.doubles(name);
    double[] ones = new double[expected.length];
    double[] ratios = new double[actual.length];
    for (int k = 0; k < actual.length; k++) {
      ones[k] = 1;
      ratios[k] = actual[k] / expected[k];
    }
    assertArrayEquals(ones, ratios, RELATIVE, name);
  }
}
