package org.espalier.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * An estimator and both adapters are updated again and again, one update after the other, while
 * trainings and a saved ONNX model are compared without a pause. {@code tests/benchmarks/swap.sh}
 * runs it with large numbers.
 */
@DisabledIfSystemProperty(
    named = "espalier.expected.framework",
    matches = "org.eclipse.osgi",
    disabledReason = "measured in Felix")
class SwapSoakIT {
  private static final int ESTIMATOR_UPDATES = Integer.getInteger("soak.estimator", 20);
  private static final int ADAPTER_UPDATES = Integer.getInteger("soak.adapter", 5);

  /** From so many updates on, what a few can't show is held to its limits, too. */
  private static final int MANY = 500;

  private static final int SAMPLES = 20;
  private static final double MEDIAN_MILLIS = 50;
  private static final long PATIENCE_SECONDS = 60;

  private static final String TRAINING =
      """
      {"dataset": "breast-cancer", "model": "mlp:30-8-2", "seeds": 3, "sparsities": [0.5],
       "policies": ["soak", "removal-effect", "magnitude"], "estimators": ["soak", "paper-sgd"],
       "training": {"epochs": 2}, "fineTuning": {"epochs": 1}}
      """;
  private static final String SAVED =
      """
      {"dataset": "digits", "model": {"type": "file", "path": "%s"}, "seeds": 3,
       "sparsities": [0.5, 0.8], "policies": ["magnitude", "random"]}
      """
          .formatted(Fixtures.file("pytorch/mlp.onnx"));

  @TempDir private Path folder = Path.of("");
  private TestContainer container;
  private Set<String> others;

  @BeforeEach
  void start() throws Exception {
    others = natives();
    container = TestContainer.start();
  }

  @AfterEach
  void stop() {
    container.close();
  }

  @Test
  @SuppressWarnings("unchecked")
  void nothingIsLostMixedOrHeld() throws Exception {
    SwapTimeline timeline = new SwapTimeline();
    BiFunction<String, LongConsumer, List<Map<String, Object>>> comparison =
        container.probe(BiFunction.class, "comparison");
    MemorySamples memory = new MemorySamples();
    try (SwapMeter estimator =
            new SwapMeter(
                container.context(), SoakPlugins.start(container, folder), "1.0.", timeline);
        SwapMeter dl4j = adapter("org.espalier.adapter.dl4j", timeline);
        SwapMeter onnx = adapter("org.espalier.adapter.onnx", timeline)) {
      List<SwapMeter> meters = List.of(estimator, dl4j, onnx);
      List<ComparisonLoop> loops =
          List.of(
              new ComparisonLoop(comparison, TRAINING, timeline),
              new ComparisonLoop(comparison, SAVED, timeline));
      Set<String> natives = mine();
      loops.forEach(ComparisonLoop::start);
      long start = System.nanoTime();
      try {
        update(order(estimator, dl4j, onnx), memory);
        updateUntilMixed(meters, loops);
      } finally {
        for (ComparisonLoop loop : loops) {
          loop.end();
        }
      }
      awaitCollection(meters);
      report(meters, loops, memory, (System.nanoTime() - start) / 1e9);
      for (ComparisonLoop loop : loops) {
        assertEquals(List.of(), loop.faults());
        assertTrue(loop.mixedRuns() > 0, "no update came in the middle of a comparison");
      }
      assertEquals(natives, mine(), "natives were loaded again");
      meters.forEach(meter -> assertEquals(0, meter.held(), meter.name() + ": old loaders held"));
      assertFlat(memory, meters);
    }
  }

  private SwapMeter adapter(String name, SwapTimeline timeline) {
    return new SwapMeter(container.context(), container.bundle(name), "0.1.", timeline);
  }

  /** The adapters' updates spread evenly among the estimator's. */
  private static List<SwapMeter> order(SwapMeter estimator, SwapMeter dl4j, SwapMeter onnx) {
    List<SwapMeter> order = new ArrayList<>();
    long credit = 0;
    for (int i = 0; i < ESTIMATOR_UPDATES; i++) {
      order.add(estimator);
      for (credit += ADAPTER_UPDATES; credit >= ESTIMATOR_UPDATES; credit -= ESTIMATOR_UPDATES) {
        order.add(dl4j);
        order.add(onnx);
      }
    }
    return order;
  }

  private static void update(List<SwapMeter> order, MemorySamples memory) throws Exception {
    int warm = order.size() / 10;
    int every = Math.max(1, (order.size() - warm) / SAMPLES);
    for (int done = 1; done <= order.size(); done++) {
      order.get(done - 1).update();
      boolean last = done == order.size();
      if (last || (done >= warm && (done - warm) % every == 0 && done + every <= order.size())) {
        memory.take(done);
      }
    }
  }

  /** On a slow machine the planned updates may all fall into the first comparison's training. */
  private static void updateUntilMixed(List<SwapMeter> meters, List<ComparisonLoop> loops)
      throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (loops.stream().anyMatch(loop -> loop.mixedRuns() == 0) && System.nanoTime() < end) {
      for (SwapMeter meter : meters) {
        meter.update();
      }
    }
  }

  private static void awaitCollection(List<SwapMeter> meters) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (meters.stream().anyMatch(meter -> meter.held() > 0) && System.nanoTime() < end) {
      System.gc();
      Thread.sleep(50);
    }
  }

  private static void assertFlat(MemorySamples memory, List<SwapMeter> meters) {
    assertTrue(memory.threadsMore() <= 4, memory.rows());
    assertTrue(memory.heapMore() <= 8, memory.rows());
    assertTrue(memory.metaspaceMore() <= 8, memory.rows());
    if (meters.stream().mapToInt(SwapMeter::updates).sum() >= MANY) {
      assertTrue(memory.residentSlope() <= 5, memory.rows());
      for (SwapMeter meter : meters) {
        assertTrue(meter.medianSwap() < MEDIAN_MILLIS, meter.row());
      }
    }
  }

  private static void report(
      List<SwapMeter> meters, List<ComparisonLoop> loops, MemorySamples memory, double seconds)
      throws Exception {
    String text =
        "%d comparisons, %d cells, in %.0f s; %d had cells of two versions or more; %d faults%n%n"
                .formatted(
                    loops.stream().mapToInt(ComparisonLoop::runs).sum(),
                    loops.stream().mapToLong(ComparisonLoop::cells).sum(),
                    seconds,
                    loops.stream().mapToInt(ComparisonLoop::mixedRuns).sum(),
                    loops.stream().mapToInt(loop -> loop.faults().size()).sum())
            + """
            | bundle | updates | that waited for cells | whole, ms: median | 95 % | most | swap, ms: median | 95 % | most | old loaders left |
            | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
            """
            + meters.stream().map(SwapMeter::row).collect(Collectors.joining("\n"))
            + """


            | | after a tenth of the updates | at the end | slope per 100 updates |
            | --- | --- | --- | --- |
            """
            + memory.rows();
    System.out.print(text);
    String file = System.getProperty("soak.report", "");
    if (!file.isEmpty()) {
      Files.writeString(Path.of(file), text);
    }
  }

  /** Those that this framework has loaded; other tests in this process may have, too. */
  private Set<String> mine() throws Exception {
    Set<String> natives = natives();
    natives.removeAll(others);
    return natives;
  }

  private static Set<String> natives() throws Exception {
    Set<String> natives = new HashSet<>(Natives.mapped("nd4jcpu"));
    natives.addAll(Natives.mapped("onnxruntime"));
    return natives;
  }
}
