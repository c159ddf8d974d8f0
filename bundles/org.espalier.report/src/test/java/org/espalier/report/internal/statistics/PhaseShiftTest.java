package org.espalier.report.internal.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.espalier.report.internal.statistics.PhaseShift.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PhaseShiftTest {
  private static final Map<String, Verdict> VERDICTS =
      Map.of(
          "two segments", Verdict.SHIFT,
          "two segments at an abscissa", Verdict.SHIFT,
          "logistic", Verdict.SMOOTH,
          "straight", Verdict.UNDECIDED,
          "noise alone", Verdict.UNDECIDED,
          "exponential loss", Verdict.SMOOTH);

  static Stream<JsonNode> cases() {
    return References.json("phase_shift.json");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithScipy(JsonNode expected) {
    PhaseShift found = PhaseShift.of(curves(expected));

    assertEquals(expected.get("break").asDouble(), found.breakPoint(), 1e-6);
    assertEquals(expected.get("before").asDouble(), found.before(), 1e-6);
    assertEquals(expected.get("after").asDouble(), found.after(), 1e-6);
    assertEquals(expected.get("low").asDouble(), found.interval().low(), 1e-6);
    assertEquals(expected.get("high").asDouble(), found.interval().high(), 1e-6);
    assertEquals(expected.get("rival").asText(), found.rival());
    assertEquals(expected.get("deltaBic").asDouble(), found.deltaBic(), 2e-3);
    assertEquals(VERDICTS.get(expected.get("name").asText()), found.verdict());
  }

  /** So that the same results read in any order of seeds say the same. */
  @Test
  void theOrderOfTheSeedsDoesNotMatter() {
    JsonNode sample = cases().findFirst().orElseThrow();
    List<double[]> turned = new java.util.ArrayList<>(References.rows(sample.get("curves")));
    java.util.Collections.reverse(turned);
    PhaseShift a = PhaseShift.of(curves(sample));
    PhaseShift b = PhaseShift.of(new SeedCurves(References.halvings(sample), turned));

    assertEquals(a.breakPoint(), b.breakPoint(), 1e-12);
    assertEquals(a.interval().low(), b.interval().low(), 1e-12);
    assertEquals(a.deltaBic(), b.deltaBic(), 1e-6);
  }

  @Test
  void twoSeedsOrFiveAbscissaeAreTooLittle() {
    double[] six = {0, 1, 2, 3, 4, 5};
    double[] curve = {1, 1, 1, 0.5, 0.2, 0};
    double[] five = {0, 1, 2, 3, 4};
    double[] shorter = {1, 1, 0.5, 0.2, 0};

    assertEquals(
        Verdict.TOO_LITTLE, PhaseShift.of(new SeedCurves(six, List.of(curve, curve))).verdict());
    assertEquals(
        Verdict.TOO_LITTLE,
        PhaseShift.of(new SeedCurves(five, List.of(shorter, shorter, shorter))).verdict());
  }

  @Test
  void whatDoesNotChangeIsLevel() {
    double[] flat = {0.9, 0.9, 0.9, 0.9, 0.9, 0.9};
    SeedCurves curves = new SeedCurves(new double[] {0, 1, 2, 3, 4, 5}, List.of(flat, flat, flat));

    assertEquals(Verdict.LEVEL, PhaseShift.of(curves).verdict());
  }

  /** Nothing measured twice varies: the two segments are then exact. */
  @Test
  void exactSegmentsAreFoundExactly() {
    double[] x = {0, 1, 2, 3, 4, 5, 6};
    double[] y = {1, 1, 1, 0.75, 0.25, -0.25, -0.75};
    PhaseShift found = PhaseShift.of(new SeedCurves(x, List.of(y, y, y)));

    assertEquals(2.5, found.breakPoint(), 1e-9);
    assertEquals(Verdict.SHIFT, found.verdict());
    assertTrue(found.support() >= 1 - 1e-9);
  }

  private static SeedCurves curves(JsonNode sample) {
    return new SeedCurves(References.halvings(sample), References.rows(sample.get("curves")));
  }
}
