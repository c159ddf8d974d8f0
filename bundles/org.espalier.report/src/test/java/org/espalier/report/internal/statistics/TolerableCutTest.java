package org.espalier.report.internal.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TolerableCutTest {
  static Stream<JsonNode> cases() {
    return References.json("tolerable_cut.json");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithNumpy(JsonNode expected) {
    SeedCurves curves =
        new SeedCurves(
            References.numbers(expected.get("x")), References.rows(expected.get("curves")));
    TolerableCut cut = TolerableCut.of(curves, expected.get("bound").asDouble());

    assertEquals(value(expected, "at"), cut.at(), 5e-5); // the reference's grid
    assertEquals(value(expected, "low"), cut.interval().low(), 5e-5);
    assertEquals(value(expected, "high"), cut.interval().high(), 5e-5);
    assertEquals(expected.get("tail").asDouble(), new Bootstrap(curves.seeds()).tail(), 1e-12);
  }

  private static double value(JsonNode expected, String name) {
    JsonNode value = expected.get(name);
    return value.isNull() ? Double.POSITIVE_INFINITY : value.asDouble();
  }

  /** A loss that comes back under the bound later has passed it all the same. */
  @Test
  void theFirstCrossingCounts() {
    double[] x = {0, 1, 2, 3};

    assertEquals(0.5, TolerableCut.crossing(x, new double[] {0, 0.2, 0, 0}, 0.1), 1e-12);
    assertEquals(
        Double.POSITIVE_INFINITY, TolerableCut.crossing(x, new double[] {0, 0.1, 0, 0}, 0.1));
  }

  @Test
  void oneSeedHasNoInterval() {
    TolerableCut cut =
        TolerableCut.of(new SeedCurves(new double[] {0, 1}, List.of(new double[] {0, 0.1})), 0.05);

    assertEquals(0.5, cut.at(), 1e-12);
    assertTrue(Double.isNaN(cut.interval().low()));
  }

  @Test
  void readsBetweenAbscissae() {
    double[] x = {0, 1, 3};
    double[] y = {0, 2, 4};

    assertEquals(3, TolerableCut.valueAt(x, y, 2), 1e-12);
    assertEquals(2, TolerableCut.valueAt(x, y, 1), 1e-12);
    assertTrue(Double.isNaN(TolerableCut.valueAt(x, y, 3.5)));
  }
}
