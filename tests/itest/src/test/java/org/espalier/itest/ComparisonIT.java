package org.espalier.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleException;

/** Comparisons of what others bring: their plugins, and trainings that fail. */
class ComparisonIT {
  private static TestContainer container;
  private static BiFunction<String, LongConsumer, List<Map<String, Object>>> comparison;

  @BeforeAll
  @SuppressWarnings("unchecked")
  static void startFramework() throws BundleException, InterruptedException {
    container = TestContainer.start();
    comparison = container.probe(BiFunction.class, "comparison");
  }

  @AfterAll
  static void stopFramework() {
    container.close();
  }

  /** As many at once as there are cores, each telling of its end. */
  @Test
  void failedTrainingsFailTheirOwnCellsAndTheRunEnds() {
    List<Map<String, Object>> cells =
        compare(
            """
            {"dataset": "digits", "model": "mlp:64-16-10", "seeds": 8, "sparsities": [0.5],
             "policies": ["magnitude"], "training": {"epochs": 2, "weightDecay": 1e6},
             "fineTuning": {"epochs": 1}}
            """);

    assertEquals(8 * 3, cells.size());
    for (Map<String, Object> cell : cells) {
      assertEquals("FAILED", cell.get("status"), String.valueOf(cell));
      String reason = String.valueOf(cell.get("reason"));
      assertTrue(reason.contains("loss"), reason);
    }
  }

  /** Structured magnitude is magnitude of whole units; the surgeon of single weights says no. */
  @Test
  void policiesCutWholeUnitsWhereAsked() {
    List<Map<String, Object>> cells =
        compare(
            """
            {"dataset": "digits", "model": "mlp:64-16-8-10", "seeds": 1, "sparsities": [0.5],
             "policies": ["structured-magnitude", "magnitude:granularity=unit",
                          "snip:granularity=unit", "trajectory-surgeon:granularity=unit"],
             "training": {"epochs": 3}, "fineTuning": {"epochs": 2}}
            """);

    Map<String, Object> structured = cell(cells, "structured-magnitude");
    Map<String, Object> magnitude = cell(cells, "magnitude:granularity=unit");
    for (String what : List.of("layerSparsities", "loss", "accuracy", "nonzero")) {
      assertEquals(structured.get(what), magnitude.get(what), what);
    }
    assertEquals("OK", cell(cells, "snip:granularity=unit").get("status"));
    Map<String, Object> surgeon = cell(cells, "trajectory-surgeon:granularity=unit");
    assertEquals("FAILED", surgeon.get("status"));
    String reason = String.valueOf(surgeon.get("reason"));
    assertTrue(reason.contains("policy trajectory-surgeon: "), reason);
    assertTrue(reason.contains("for whole units use structured-surgeon"), reason);
  }

  private static Map<String, Object> cell(List<Map<String, Object>> cells, String policy) {
    return cells.stream()
        .filter(c -> policy.equals(c.get("policy")) && "one-shot".equals(c.get("stage")))
        .findFirst()
        .orElseThrow();
  }

  /** Each round's cut but the first rests on a recording of the training before it. */
  @Test
  void roundsAreRecordedAnew() {
    String experiment =
        """
        {"dataset": "digits", "model": "mlp:64-16-10", "seeds": 1, "sparsities": [0.8],
         "policies": ["movement", "removal-effect"], "estimators": ["paper-sgd"],
         "schedule": {"rounds": 3, "record": %s},
         "training": {"epochs": 3}, "fineTuning": {"epochs": 3}}
        """;
    List<Map<String, Object>> recorded = compare(experiment.formatted(true));
    List<Map<String, Object>> unrecorded = compare(experiment.formatted(false));

    assertEquals(3, recorded.size());
    recorded.forEach(cell -> assertEquals("OK", cell.get("status"), String.valueOf(cell)));
    assertEquals(recorded.get(0).get("loss"), unrecorded.get(0).get("loss"));
    assertNotEquals(
        recorded.get(1).get("layerSparsities"), unrecorded.get(1).get("layerSparsities"));
    assertNotEquals(
        recorded.get(2).get("layerSparsities"), unrecorded.get(2).get("layerSparsities"));
  }

  private static List<Map<String, Object>> compare(String experiment) {
    return assertTimeoutPreemptively(
        Duration.ofMinutes(1), () -> comparison.apply(experiment, units -> {}));
  }
}
