package org.espalier.itest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;

/**
 * Runs one comparison again and again without a pause on a thread of its own, and checks each: no
 * cell is lost, all are OK, every number is that of an undisturbed run, and each cell names a
 * version that was there while it ran and is no older than those before it.
 */
final class ComparisonLoop {
  private static final int MOST_FAULTS = 20;

  private final BiFunction<String, LongConsumer, List<Map<String, Object>>> comparison;
  private final String experiment;
  private final SwapTimeline timeline;
  private final List<Map<String, Object>> undisturbed;
  private final List<String> faults = new ArrayList<>();
  private final Map<String, String> latest = new HashMap<>();
  private final Thread thread;
  private volatile boolean over;
  private int runs;
  private long cells;
  private final AtomicInteger mixedRuns = new AtomicInteger();

  ComparisonLoop(
      BiFunction<String, LongConsumer, List<Map<String, Object>>> comparison,
      String experiment,
      SwapTimeline timeline) {
    this.comparison = comparison;
    this.experiment = experiment;
    this.timeline = timeline;
    this.undisturbed = comparison.apply(experiment, units -> {});
    this.thread = new Thread(this::run, "comparisons");
  }

  void start() {
    thread.start();
  }

  private void run() {
    while (!over) {
      long start = System.nanoTime();
      try {
        List<Map<String, Object>> found = comparison.apply(experiment, units -> {});
        check(found, start, System.nanoTime());
        cells += found.size();
      } catch (RuntimeException e) {
        fault("the comparison failed: " + e);
      }
      runs++;
    }
  }

  private void check(List<Map<String, Object>> found, long start, long end) {
    if (found.size() != undisturbed.size()) {
      fault(found.size() + " cells, not " + undisturbed.size());
      return;
    }
    Map<String, String> newest = new HashMap<>();
    Map<Object, String> denseAdapters = new HashMap<>();
    boolean mixed = false;
    for (int i = 0; i < found.size(); i++) {
      Map<String, Object> cell = found.get(i);
      if (!"OK".equals(cell.get("status"))
          || !measured(cell).equals(measured(undisturbed.get(i)))) {
        fault("not as undisturbed: " + cell);
        continue; // what failed names no services
      }
      for (Map.Entry<String, String> service : services(cell).entrySet()) {
        String origin = service.getValue();
        if (!timeline.follows(origin)) {
          continue;
        }
        if (!timeline.wasThere(origin, start, end)) {
          fault(origin + " was not there: " + cell);
        }
        String before = latest.getOrDefault(service.getKey(), origin);
        if (SwapTimeline.compare(origin, before) < 0) {
          fault("an older version than " + before + ", which was used before: " + cell);
        }
        String other = newest.getOrDefault(service.getKey(), origin);
        mixed |= !origin.equals(other);
        newest.merge(service.getKey(), origin, ComparisonLoop::later);
      }
      checkAdapter(cell, denseAdapters);
      checkEstimator(cell);
    }
    latest.putAll(newest);
    mixedRuns.addAndGet(mixed ? 1 : 0);
  }

  /** A seed's cells begin when its dense network is done. */
  private void checkAdapter(Map<String, Object> cell, Map<Object, String> denseAdapters) {
    String adapter = String.valueOf(services(cell).get("adapter"));
    String dense = denseAdapters.computeIfAbsent(cell.get("seed"), seed -> adapter);
    if (SwapTimeline.compare(adapter, dense) < 0) {
      fault("an older adapter than the dense network's " + dense + ": " + cell);
    }
  }

  /** What the evidence was tells which version gave it. */
  private void checkEstimator(Map<String, Object> cell) {
    String estimator = services(cell).getOrDefault("estimator", "");
    if ("soak".equals(cell.get("policy"))
        && "soak".equals(cell.get("estimator"))
        && !SoakPlugins.agree((List<?>) Objects.requireNonNull(cell.get("notes")), estimator)) {
      fault("evidence of another version: " + cell);
    }
  }

  private static String later(String origin, String other) {
    return SwapTimeline.compare(origin, other) < 0 ? other : origin;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, String> services(Map<String, Object> cell) {
    return (Map<String, String>) Objects.requireNonNull(cell.get("services"));
  }

  /** All but what differs from version to version. */
  private static Map<String, Object> measured(Map<String, Object> cell) {
    Map<String, Object> measured = new LinkedHashMap<>(cell);
    measured.remove("services");
    measured.computeIfPresent(
        "notes",
        (key, notes) ->
            ((List<?>) notes)
                .stream().filter(n -> !n.toString().startsWith(SoakPlugins.NOTE)).toList());
    return measured;
  }

  private synchronized void fault(String what) {
    if (faults.size() < MOST_FAULTS) {
      faults.add(what);
    }
  }

  synchronized List<String> faults() {
    return List.copyOf(faults);
  }

  /** Of what has ended: to be asked after {@link #end}. */
  int runs() {
    return runs;
  }

  long cells() {
    return cells;
  }

  /** Ended comparisons in which cells of one role had different versions, at any time. */
  int mixedRuns() {
    return mixedRuns.get();
  }

  /** Ends after the comparison that runs. */
  void end() throws InterruptedException {
    over = true;
    thread.join();
  }
}
