package org.espalier.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The same work done several times, the first in a cold JVM. */
public final class Measurement {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final List<Double> seconds = new ArrayList<>();
  private final List<Double> processorSeconds = new ArrayList<>();

  /** Does the work {@code runs} times, at least once, and returns what the last run made. */
  public static <T> T repeat(int runs, Supplier<T> work) throws IOException {
    Measurement measurement = new Measurement();
    T made = measurement.time(work);
    for (int run = 1; run < runs; run++) {
      made = measurement.time(work);
    }
    measurement.print();
    return made;
  }

  private <T> T time(Supplier<T> work) {
    long start = System.nanoTime();
    long busy = SYSTEM.getProcessCpuTime();
    T made = work.get();
    seconds.add((System.nanoTime() - start) / 1e9);
    processorSeconds.add((SYSTEM.getProcessCpuTime() - busy) / 1e9);
    return made;
  }

  /**
   * One line of JSON: the seconds of each run, those of all processors together, and the process's
   * memory at its peak.
   */
  private void print() throws IOException {
    System.out.printf(
        "{\"seconds\": %s, \"processorSeconds\": %s, \"peakMegabytes\": %d,"
            + " \"mappedMegabytes\": %d}%n",
        seconds, processorSeconds, ProcessMemory.peakMegabytes(), ProcessMemory.mappedMegabytes());
  }
}
