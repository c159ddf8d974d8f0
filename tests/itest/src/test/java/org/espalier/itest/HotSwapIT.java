package org.espalier.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleWiring;

/** Bundles are updated and stopped while a comparison uses them. */
class HotSwapIT {
  private static final String ESTIMATOR = "org.espalier.estimator.lasso";
  private static final String ADAPTER = "org.espalier.adapter.dl4j";
  private static final String LIBRARY = "org.espalier.lib.dl4j";
  private static final String BASELINE = "org.espalier.policy.baseline";

  /** Enough for seeds to be done, running and waiting at once on any machine. */
  private static final int SEEDS = 3 * Math.max(2, Runtime.getRuntime().availableProcessors());

  /** One training, two estimates, and a cell by magnitude and each estimator. */
  private static final int UNITS = 6;

  private static final String EXPERIMENT =
      """
      {"dataset": "digits", "model": "mlp:64-32-10", "seeds": %d, "sparsities": [0.8],
       "policies": ["removal-effect", "magnitude"],
       "estimators": ["paper-sgd", "lasso-granger"],
       "training": {"epochs": 12}, "fineTuning": {"epochs": 1}}
      """
          .formatted(SEEDS);

  private static TestContainer container;
  private static BiFunction<String, LongConsumer, List<Map<String, Object>>> comparison;
  private static List<Map<String, Object>> undisturbed;

  /** What happens to the framework in the middle of a run. */
  private interface Disturbance {
    void happen() throws Exception;
  }

  @BeforeAll
  @SuppressWarnings("unchecked")
  static void runUndisturbed() throws BundleException, InterruptedException {
    container = TestContainer.start();
    comparison = container.probe(BiFunction.class, "comparison");
    undisturbed = comparison.apply(EXPERIMENT, units -> {});
  }

  @AfterAll
  static void stopFramework() {
    container.close();
  }

  @Test
  void anEstimatorIsUpdatedWhileAComparisonRuns() throws Exception {
    UpdatedBundle update = UpdatedBundle.prepare(container.bundle(ESTIMATOR), "0.1.1");

    List<Map<String, Object>> cells = run(() -> update.updateInUse());

    assertUnharmed(cells);
    assertSwapped(withRole(cells, "estimator"), "estimator", update);
    assertTrue(update.oldLoaderIsCollected(), "the old estimator's class loader is held");
  }

  @Test
  void theAdapterIsUpdatedWhileAComparisonRuns() throws Exception {
    Bundle library = container.bundle(LIBRARY);
    long modified = library.getLastModified();
    BundleWiring wiring = library.adapt(BundleWiring.class);
    Set<String> natives = Natives.mapped("nd4jcpu");
    UpdatedBundle update = UpdatedBundle.prepare(container.bundle(ADAPTER), "0.1.1");

    List<Map<String, Object>> cells = run(() -> update.updateInUse());

    assertUnharmed(cells);
    assertSwapped(cells, "adapter", update);
    assertEquals(modified, library.getLastModified(), "the library was changed");
    assertSame(wiring, library.adapt(BundleWiring.class), "the library was refreshed");
    assertEquals(natives, Natives.mapped("nd4jcpu"), "natives were loaded again");
    assertTrue(update.oldLoaderIsCollected(), "the old adapter's class loader is held");
  }

  @Test
  void aStoppedPolicyAbortsItsOwnCellsOnly() throws Exception {
    Bundle baseline = container.bundle(BASELINE);
    List<Map<String, Object>> cells;
    try {
      cells = run(baseline::stop);
    } finally {
      baseline.start();
    }

    assertEquals(undisturbed.size(), cells.size());
    int aborted = 0;
    for (int i = 0; i < cells.size(); i++) {
      Map<String, Object> cell = cells.get(i);
      if ("ABORTED".equals(cell.get("status"))) {
        aborted++;
        assertEquals("magnitude", cell.get("policy"));
        assertEquals(
            "policy magnitude is not there (any more): its bundle was stopped, removed or not"
                + " installed",
            cell.get("reason"));
      } else {
        assertEquals(measured(undisturbed.get(i)), measured(cell));
      }
    }
    long planned = cells.stream().filter(c -> "magnitude".equals(c.get("policy"))).count();
    assertTrue(aborted > 0 && aborted < planned, aborted + " of " + planned + " are aborted");
  }

  /** Runs the comparison on a thread of its own; disturbs it when a third of it is done. */
  private static List<Map<String, Object>> run(Disturbance disturbance) throws Exception {
    CountDownLatch third = new CountDownLatch(1);
    LongConsumer progress =
        units -> {
          if (units >= (long) UNITS * SEEDS / 3) {
            third.countDown();
          }
        };
    FutureTask<List<Map<String, Object>>> task =
        new FutureTask<>(() -> comparison.apply(EXPERIMENT, progress));
    Thread thread = new Thread(task, "comparison");
    thread.start();
    assertTrue(third.await(60, TimeUnit.SECONDS), "a third of the run takes over a minute");
    disturbance.happen();
    assertFalse(task.isDone(), "the comparison ended before it was disturbed");
    List<Map<String, Object>> cells = task.get(60, TimeUnit.SECONDS);
    thread.join();
    return cells;
  }

  /** Nothing is lost, every number is that of an undisturbed run, to the last bit. */
  private static void assertUnharmed(List<Map<String, Object>> cells) {
    assertEquals(SEEDS * (1 + 2 * 3), cells.size());
    assertEquals(undisturbed.size(), cells.size());
    for (int i = 0; i < cells.size(); i++) {
      assertEquals("OK", cells.get(i).get("status"), String.valueOf(cells.get(i)));
      assertEquals(measured(undisturbed.get(i)), measured(cells.get(i)));
    }
  }

  /** First the old, then the new, and nothing else. */
  private static void assertSwapped(
      List<Map<String, Object>> cells, String role, UpdatedBundle update) {
    Map<Object, Long> counts =
        cells.stream().collect(Collectors.groupingBy(c -> service(c, role), Collectors.counting()));
    System.out.printf("%s; the update took %.2f s%n", counts, update.seconds());
    assertEquals(Set.of(update.oldOrigin(), update.newOrigin()), counts.keySet());
    for (Map<String, Object> cell : cells) {
      if (Objects.equals(cell.get("seed"), 0L)) {
        assertEquals(update.oldOrigin(), service(cell, role), "the first seed's");
      } else if (Objects.equals(cell.get("seed"), SEEDS - 1L)) {
        assertEquals(update.newOrigin(), service(cell, role), "the last seed's");
      }
    }
  }

  private static List<Map<String, Object>> withRole(List<Map<String, Object>> cells, String role) {
    return cells.stream().filter(c -> services(c).containsKey(role)).toList();
  }

  private static Object service(Map<String, Object> cell, String role) {
    return Objects.requireNonNull(services(cell).get(role), () -> role + " of " + cell);
  }

  private static Map<?, ?> services(Map<String, Object> cell) {
    return (Map<?, ?>) Objects.requireNonNull(cell.get("services"));
  }

  private static Map<String, Object> measured(Map<String, Object> cell) {
    Map<String, Object> rest = new LinkedHashMap<>(cell);
    rest.remove("services");
    return rest;
  }
}
