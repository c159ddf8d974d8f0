package org.espalier.itest;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Threads and memory of this process in the course of many updates. */
final class MemorySamples {
  private static final int COLLECTIONS = 3;

  private record Sample(int updates, long threads, double heap, double metaspace, double rss) {}

  /** The least of a few moments: what a comparison needs just now comes and goes. */
  private final List<Sample> samples = new ArrayList<>();

  /** Collects garbage and looks; {@code updates} are done. */
  void take(int updates) throws IOException, InterruptedException {
    double heap = Double.MAX_VALUE;
    long threads = Long.MAX_VALUE;
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      heap =
          Math.min(
              heap, megabytes(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()));
      threads = Math.min(threads, threads());
      Thread.sleep(20);
    }
    samples.add(new Sample(updates, threads, heap, metaspace(), resident()));
  }

  /** Without those of the comparisons that run just now. */
  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.getName().equals("espalier-cell"))
        .count();
  }

  private static double metaspace() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().equals("Metaspace"))
        .map(MemoryPoolMXBean::getUsage)
        .mapToDouble(usage -> megabytes(usage.getUsed()))
        .sum();
  }

  /** From a line such as {@code VmRSS: 1024 kB}; 0 where the system doesn't tell. */
  private static double resident() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    try (var lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
          .sum();
    }
  }

  private static double megabytes(long bytes) {
    return bytes / 1048576.0;
  }

  double threadsMore() {
    return more(Sample::threads);
  }

  double heapMore() {
    return more(Sample::heap);
  }

  double metaspaceMore() {
    return more(Sample::metaspace);
  }

  double residentSlope() {
    return slope(Sample::rss);
  }

  /** Rows of Markdown: after the warm-up, at the end, and the slope per 100 updates. */
  String rows() {
    return row("live threads", Sample::threads)
        + row("heap after collection, MB", Sample::heap)
        + row("metaspace, MB", Sample::metaspace)
        + row("resident memory, MB", Sample::rss);
  }

  private String row(String what, ToDoubleFunction<Sample> value) {
    return "| %s | %.1f | %.1f | %+.2f |%n"
        .formatted(
            what,
            value.applyAsDouble(samples.get(0)),
            value.applyAsDouble(samples.get(samples.size() - 1)),
            slope(value));
  }

  private double more(ToDoubleFunction<Sample> value) {
    return value.applyAsDouble(samples.get(samples.size() - 1))
        - value.applyAsDouble(samples.get(0));
  }

  /** Least squares, per 100 updates. */
  private double slope(ToDoubleFunction<Sample> value) {
    double meanX = samples.stream().mapToDouble(Sample::updates).average().orElseThrow();
    double meanY = samples.stream().mapToDouble(value).average().orElseThrow();
    double products = 0;
    double squares = 0;
    for (Sample sample : samples) {
      products += (sample.updates - meanX) * (value.applyAsDouble(sample) - meanY);
      squares += (sample.updates - meanX) * (sample.updates - meanX);
    }
    return 100 * products / squares;
  }
}
