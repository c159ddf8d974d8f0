package org.espalier.harness.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {
  @Test
  void takesMeanAndSampleDeviationOverTheSeeds() {
    List<Summary> summaries =
        Summary.of(
            List.of(
                measured("magnitude", 0.9, 0, 0.7),
                measured("magnitude", 0.9, 1, 0.8),
                measured("magnitude", 0.9, 2, 0.9)));
    assertEquals(1, summaries.size());
    Summary summary = summaries.get(0);
    assertEquals(0.8, summary.accuracy().mean(), 1e-15);
    assertEquals(0.1, summary.accuracy().sd(), 1e-15);
    assertEquals(3, summary.accuracy().n());
    assertEquals(0.2, summary.loss().mean(), 1e-15);
    assertEquals(0.9, summary.achievedSparsity().mean(), 1e-15);
    assertEquals(0, summary.achievedSparsity().sd(), 1e-15);
    assertEquals(1, summary.seconds().mean(), 1e-15);
    assertEquals(1, summary.seconds().sd(), 1e-15);
    assertEquals(0, summary.failures());
  }

  @Test
  void leavesFailuresOutAndCountsThem() {
    Summary summary =
        Summary.of(
                List.of(
                    measured("snip", 0.8, 0, 0.5),
                    cell("snip", 0.8, 1, Status.FAILED, Double.NaN),
                    cell("snip", 0.8, 2, Status.ABORTED, Double.NaN)))
            .get(0);
    assertEquals(0.5, summary.accuracy().mean());
    assertEquals(1, summary.accuracy().n());
    assertTrue(Double.isNaN(summary.accuracy().sd()));
    assertEquals(2, summary.failures());
  }

  @Test
  void hasNoMeanOfFailuresAlone() {
    Summary summary = Summary.of(List.of(cell("snip", 0.8, 1, Status.FAILED, Double.NaN))).get(0);
    assertTrue(Double.isNaN(summary.accuracy().mean()));
    assertEquals(0, summary.accuracy().n());
    assertEquals(1, summary.failures());
  }

  @Test
  void keepsMethodsAndSparsitiesApartInTheirOrder() {
    List<Summary> summaries =
        Summary.of(
            List.of(
                measured("snip", 0.9, 0, 0.1),
                measured("magnitude", 0.5, 0, 0.2),
                measured("zero-rule", Double.NaN, 0, 0.3),
                measured("snip", 0.5, 0, 0.4),
                measured("zero-rule", Double.NaN, 1, 0.5),
                measured("snip", 0.9, 1, 0.3)));
    assertEquals(
        List.of("snip 0.9 2", "magnitude 0.5 1", "zero-rule NaN 2", "snip 0.5 1"),
        summaries.stream()
            .map(s -> s.method() + " " + s.targetSparsity() + " " + s.accuracy().n())
            .toList());
  }

  private static Cell measured(String policy, double sparsity, long seed, double accuracy) {
    return cell(policy, sparsity, seed, Status.OK, accuracy);
  }

  private static Cell cell(
      String policy, double sparsity, long seed, Status status, double accuracy) {
    return new Cell(
        policy,
        "",
        sparsity,
        sparsity,
        seed,
        Stage.ONE_SHOT,
        status,
        status == Status.OK ? "" : "lost",
        accuracy,
        status == Status.OK ? 0.2 : Double.NaN,
        1,
        10,
        20,
        seed,
        Map.of(),
        List.of(),
        Map.of());
  }
}
