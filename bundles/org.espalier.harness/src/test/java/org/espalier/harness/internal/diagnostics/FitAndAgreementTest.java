package org.espalier.harness.internal.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.espalier.core.CancelledException;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.model.IndexRange;
import org.espalier.core.model.ParameterGroup;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.harness.evidence.FitDiagnostics;
import org.espalier.harness.evidence.FitDiagnostics.ConstantGamma;
import org.espalier.harness.evidence.FitDiagnostics.Source;
import org.espalier.harness.evidence.TestResult;
import org.espalier.testkit.Fixtures;
import org.espalier.testkit.MemoryTrajectory;
import org.espalier.testkit.ReferenceTable;
import org.junit.jupiter.api.Test;

/** Against statsmodels and SciPy. */
class FitAndAgreementTest {
  private static final ReferenceTable REFERENCE =
      ReferenceTable.read(FitAndAgreementTest.class, "reference.txt");
  private static final double[] GAMMA = REFERENCE.doubles("gamma");
  private static final double RELATIVE = 1e-8;

  @Test
  void tellsHowWellGammaFitsBesideOneGammaForAll() {
    FitDiagnostics fit = fit(Fixtures.evidence(GAMMA), REFERENCE.doubles("change"));
    TestResult residuals = fit.residualLjungBox().orElseThrow();
    assertEquals(Source.GAMMA, fit.source());
    assertClose(
        "fit",
        fit.rSquared().orElseThrow(),
        residuals.statistic(),
        residuals.pValue(),
        residuals.lags());
    ConstantGamma constant = fit.constantGamma().orElseThrow();
    assertClose("constant", constant.gamma(), constant.intercept(), constant.rSquared());
    assertEquals(-4, fit.firstOrder().orElseThrow().first());
  }

  @Test
  void quotesTheEstimatorWhereGammaAloneIsNotTheModel() {
    double[] change = REFERENCE.doubles("change");
    FitDiagnostics quoted = fit(lagged(Map.of("rSquared", 0.75)), change);
    assertEquals(OptionalDouble.of(0.75), quoted.rSquared());
    assertEquals(Source.ESTIMATOR, quoted.source());
    assertTrue(quoted.residualLjungBox().isEmpty());
    for (Object noFigure : List.of("high", Double.NaN)) {
      FitDiagnostics unknown = fit(lagged(Map.of("rSquared", noFigure)), change);
      assertEquals(OptionalDouble.empty(), unknown.rSquared());
      assertEquals(Source.NONE, unknown.source());
    }
  }

  @Test
  void gammaOfZeroTellsNothing() {
    FitDiagnostics fit = fit(Fixtures.evidence(new double[6]), REFERENCE.doubles("change"));
    assertEquals(OptionalDouble.of(0), fit.rSquared());
    assertTrue(fit.residualLjungBox().isPresent());
  }

  @Test
  void constantLossChangesDefineNoFit() {
    FitDiagnostics fit = fit(Fixtures.evidence(GAMMA), new double[40]);
    assertEquals(OptionalDouble.empty(), fit.rSquared());
    assertTrue(fit.constantGamma().isEmpty());
    assertTrue(fit.residualLjungBox().isEmpty());
  }

  @Test
  void stopsWhenCancelled() {
    Progress cancelled =
        new Progress() {
          @Override
          public void at(long done, long total, String what) {}

          @Override
          public boolean isCancelled() {
            return true;
          }
        };
    assertThrows(
        CancelledException.class,
        () -> Diagnosis.fit(trajectory(new double[40]), Fixtures.evidence(GAMMA), cancelled));
    assertThrows(
        CancelledException.class, () -> Diagnosis.series(REFERENCE.doubles("change"), cancelled));
  }

  @Test
  void agreementOfWindowsIsThatOfScipy() {
    List<double[]> windows = windows();
    List<double[]> magnitudes = windows.stream().map(FitAndAgreementTest::magnitudes).toList();
    assertClose("jaccard", Agreement.jaccard(windows).orElseThrow());
    assertClose("chance", Agreement.jaccardByChance(windows).orElseThrow());
    assertClose("spearman", Agreement.spearman(magnitudes).orElseThrow());
    double[] scale = REFERENCE.doubles("scale");
    List<ParameterGroup> groups =
        IntStream.range(0, 4)
            .mapToObj(g -> new ParameterGroup("" + g, List.of(new IndexRange(3 * g, 3 * g + 3))))
            .toList();
    List<double[]> sums =
        magnitudes.stream()
            .map(w -> IntStream.range(0, 12).mapToDouble(k -> w[k] * scale[k]).toArray())
            .map(w -> Agreement.sums(groups, w))
            .toList();
    assertClose("spearman.groups", Agreement.spearman(sums).orElseThrow());
  }

  @Test
  void agreementIsUndefinedWhereNothingIsSelected() {
    List<double[]> nothing = List.of(new double[5], new double[5]);
    assertTrue(Agreement.jaccard(nothing).isEmpty());
    assertTrue(Agreement.jaccardByChance(nothing).isEmpty());
    assertTrue(Agreement.spearman(nothing).isEmpty());
    assertEquals(1, Agreement.jaccardByChance(full()).orElseThrow(), 1e-12);
  }

  private static List<double[]> full() {
    return List.of(new double[] {1, 2, 3}, new double[] {3, 2, 1});
  }

  private static List<double[]> windows() {
    float[][] rows = REFERENCE.floatRows("windows");
    return Arrays.stream(rows)
        .map(row -> IntStream.range(0, row.length).mapToDouble(k -> row[k]).toArray())
        .toList();
  }

  private static double[] magnitudes(double[] gamma) {
    return Arrays.stream(gamma).map(g -> Math.round(Math.abs(g) * 1000) / 1000.0).toArray();
  }

  private static CausalEvidence lagged(Map<String, Object> details) {
    return new CausalEvidence(GAMMA, GrangerForm.LAGGED, true, 0, details);
  }

  private static FitDiagnostics fit(CausalEvidence evidence, double[] changes) {
    return Diagnosis.fit(trajectory(changes), evidence, Progress.NONE);
  }

  private static Trajectory trajectory(double[] changes) {
    return MemoryTrajectory.sgd(
        Fixtures.mlp(2, 2),
        0.25,
        REFERENCE.floatRows("updates"),
        new Losses(new double[changes.length], changes),
        new float[6]);
  }

  private static void assertClose(String name, double... found) {
    double[] expected = REFERENCE.doubles(name);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found[i], RELATIVE * Math.abs(expected[i]), name + " at " + i);
    }
  }
}
