package org.espalier.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.GrangerForm;
import org.espalier.harness.Work;
import org.espalier.harness.evidence.Assessment;
import org.junit.jupiter.api.Test;

class EstimateSummaryTest {
  private static final int PARAMETERS = 1000;

  @Test
  void theVerdictComesFirst() {
    assertEquals(
        "100 of 1,000 parameters are Granger-predictive of the loss; the null control selects 3"
            + " (3.00 % as many).",
        first(100, 2, 4));
    assertEquals(
        "The null control selects as much: 95 parameters, against 100 with ΔL as it was; R² is"
            + " 0.830, against 0.310 by chance.",
        first(100, 95));
    assertEquals(
        "The null control selects as much: every parameter is selected under it, too, so the"
            + " selection tells nothing; R² is 0.830, against 0.310 by chance.",
        first(PARAMETERS, PARAMETERS));
    assertEquals(
        "Nothing found: no parameter's updates are Granger-predictive of the loss; the null control"
            + " selects 2.5.",
        first(0, 2, 3));
  }

  @Test
  void isHalfAPageOfShortLines() {
    String text = render(100, TestAssessments.whole(100, 2, 4), Map.of("lambda", 0.0123), false);
    assertTrue(text.lines().count() <= 30, text);
    assertTrue(text.lines().allMatch(line -> line.length() <= 110), text);
    for (String part :
        List.of(
            "λ             0.0123",
            "fit           R² 0.830",
            "one γ for all parameters: R² 0.410, γ -9.30 (plain SGD: -1/η = -10.0 at first, -20.0",
            "ΔL            1,260 steps, worth 812 independent ones",
            "  trend       1.50e-05 a step ± 3.00e-06 (p < 0.001): rises",
            "  ADF         -2.10 (p 0.240, 3 lags): a unit root is not ruled out",
            "  KPSS        0.900 (p ≤ 0.01, 12 lags): the level drifts",
            "ΔL: autocorrelated (p < 0.001, 10 lags); residuals: no autocorrelation seen (p 0.500",
            "ΔL permuted in blocks of 11 steps; mean of 2 runs: 2, 4",
            "supports overlap 0.020, by chance 0.030 (Jaccard)",
            "parameters 0.100, 12 units 0.400, 1 layer not defined",
            "warnings      the windows agree on parameters no better than chance",
            "null control  3 parameters (0.300 %), R² 0.310; Σ|γ| 4.50")) {
      assertTrue(text.contains(part), () -> part + " is not in\n" + text);
    }
  }

  @Test
  void saysWhatIsNotDefined() {
    String text = render(1, TestAssessments.undefined(), Map.of(), false);
    assertTrue(text.startsWith("1 of 1,000 parameters are Granger-predictive"), text);
    assertTrue(text.contains("no null control tells how many are by chance"), text);
    assertTrue(text.contains("fit           R² not known"), text);
    assertTrue(text.contains("  ADF         not defined"), text);
    assertFalse(text.contains("warnings"), text);
    assertFalse(text.contains("NaN"), text);
  }

  @Test
  void saysOfPerturbationsNothingThatIsTrueOfATrainingOnly() {
    String text = render(100, TestAssessments.interventional(100), Map.of(), false);
    assertTrue(
        text.startsWith(
            "100 of 1,000 parameters move the loss when perturbed; no null control tells how many"
                + " are by chance."
                + System.lineSeparator()
                + "The trajectory is interventional: γ tells what random perturbations"),
        text);
    for (String part : List.of("Granger", "SGD", "trend", "ADF", "KPSS", "Ljung", "worth", "NaN")) {
      assertFalse(text.contains(part), () -> part + " is in\n" + text);
    }
    assertTrue(text.contains("ΔL            1,260 pairs of opposite perturbations"), text);
    assertTrue(text.contains("γ is about half the curvature of the loss"), text);
    assertTrue(text.lines().allMatch(line -> line.length() <= 110), text);
    assertTrue(
        render(0, TestAssessments.interventional(0), Map.of(), false)
            .startsWith("Nothing found: no parameter's perturbations are seen to move the loss;"));
  }

  @Test
  void showsTheStrongestGroups() {
    List<Map<String, Object>> tests =
        IntStream.range(0, 8)
            .mapToObj(i -> Map.<String, Object>of("pValue", (8 - i) / 10.0))
            .toList();
    String text = render(1, TestAssessments.undefined(), Map.of("tests", tests), false);
    assertTrue(text.contains("tests         pValue 0.100" + System.lineSeparator()), text);
    assertFalse(text.contains("pValue 0.600"), text);
    assertTrue(text.contains("… and 3 more in evidence.json"), text);
  }

  @Test
  void saysWhatTheEstimatorSays() {
    Map<String, Object> details =
        Map.of(
            "notes",
            List.of("3 are stable"),
            "warnings",
            List.of("too few"),
            "lambdaChoice",
            "ratio");
    String text = render(100, TestAssessments.whole(100, 95), details, false);
    assertTrue(text.contains("notes         3 are stable"), text);
    assertTrue(text.contains("too few"), text);
    assertTrue(text.contains("try --set lambdaChoice=ebic"), text);
    assertTrue(text.contains("what one window tells, the others don't, at no level"), text);
  }

  @Test
  void showsDetailsWhenAsked() {
    Map<String, Object> details = Map.of("passes", 9);
    assertFalse(render(1, TestAssessments.undefined(), details, false).contains("passes"));
    assertTrue(
        render(1, TestAssessments.undefined(), details, true).contains("passes             9"));
  }

  private static String first(int selected, int... underTheNull) {
    return render(selected, TestAssessments.whole(selected, underTheNull), Map.of(), false)
        .lines()
        .findFirst()
        .orElseThrow();
  }

  private static String render(
      int selected, Assessment assessment, Map<String, Object> details, boolean all) {
    double[] gamma = new double[PARAMETERS];
    Arrays.fill(gamma, 0, selected, -1);
    CausalEvidence evidence =
        new CausalEvidence(gamma, GrangerForm.INSTANTANEOUS, true, 0.5, details);
    return new EstimateSummary(
            "lasso-granger", new Work.Estimated(evidence, assessment, Path.of("g"), Path.of("e")))
        .render(all);
  }
}
