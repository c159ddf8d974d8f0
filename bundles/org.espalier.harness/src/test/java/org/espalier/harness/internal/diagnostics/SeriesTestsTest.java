package org.espalier.harness.internal.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.espalier.core.Progress;
import org.espalier.harness.evidence.SeriesDiagnostics;
import org.espalier.harness.evidence.TestResult;
import org.espalier.harness.evidence.Trend;
import org.espalier.testkit.ReferenceTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against statsmodels, and NumPy for the effective sample size. */
class SeriesTestsTest {
  private static final ReferenceTable REFERENCE =
      ReferenceTable.read(SeriesTestsTest.class, "reference.txt");
  private static final double RELATIVE = 1e-8;

  @ParameterizedTest
  @ValueSource(strings = {"noise", "walk", "trend", "alternating", "drift", "small", "short"})
  void agreesWithStatsmodels(String name) {
    SeriesDiagnostics found = Diagnosis.series(REFERENCE.doubles(name), Progress.NONE);
    Trend trend = found.trend().orElseThrow();
    assertClose(
        name + ".trend", trend.slope(), trend.standardError(), trend.pValue(), trend.lags());
    assertClose(name + ".adf", found.dickeyFuller());
    assertClose(name + ".kpss", found.kpss());
    assertClose(name + ".ljungbox", found.ljungBox());
    assertClose(name + ".effective", found.effectiveSteps().orElseThrow());
  }

  @Test
  void leavesUndefinedWhatAConstantSeriesOrOneOfFewStepsHasNot() {
    for (int steps = 0; steps <= 40; steps++) {
      double[] constant = new double[steps];
      Arrays.fill(constant, -0.1);
      assertEquals(undefined(steps), Diagnosis.series(constant, Progress.NONE));
      double[] broken = constant.clone();
      Arrays.fill(broken, steps / 2, steps, Double.NaN);
      assertEquals(undefined(steps), Diagnosis.series(broken, Progress.NONE));
    }
    assertEquals(undefined(2), Diagnosis.series(new double[] {1, -1}, Progress.NONE));
  }

  @Test
  void isFiniteForShortAndForPerfectlyRegularSeries() {
    for (int steps = 0; steps <= 60; steps++) {
      assertFinite(IntStream.range(0, steps).mapToDouble(t -> t * 0.1).toArray());
      assertFinite(IntStream.range(0, steps).mapToDouble(t -> t % 2 == 0 ? 1 : -1).toArray());
      assertFinite(IntStream.range(0, steps).mapToDouble(t -> t == 3 ? 1 : 0).toArray());
      assertFinite(IntStream.range(0, steps).mapToDouble(t -> Math.sin(t * t) * 1e-150).toArray());
    }
  }

  private static void assertFinite(double[] series) {
    SeriesDiagnostics found = Diagnosis.series(series, Progress.NONE);
    found.trend().ifPresent(t -> assertFinite(series, t.slope(), t.standardError(), t.pValue()));
    for (Optional<TestResult> test :
        java.util.List.of(found.dickeyFuller(), found.kpss(), found.ljungBox())) {
      test.ifPresent(t -> assertFinite(series, t.statistic(), t.pValue()));
    }
    found.effectiveSteps().ifPresent(n -> assertFinite(series, n));
  }

  private static void assertFinite(double[] series, double... figures) {
    for (double figure : figures) {
      assertTrue(Double.isFinite(figure), () -> figure + " of " + Arrays.toString(series));
    }
  }

  private static SeriesDiagnostics undefined(int steps) {
    return new SeriesDiagnostics(
        steps,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        java.util.OptionalDouble.empty());
  }

  private static void assertClose(String name, Optional<TestResult> test) {
    TestResult found = test.orElseThrow();
    assertClose(name, found.statistic(), found.pValue(), found.lags());
  }

  private static void assertClose(String name, double... found) {
    double[] expected = REFERENCE.doubles(name);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found[i], RELATIVE * Math.abs(expected[i]), name + " at " + i);
    }
  }
}
