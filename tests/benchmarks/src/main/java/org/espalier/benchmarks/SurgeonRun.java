package org.espalier.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.espalier.core.npy.Npy;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.policy.causal.internal.surgeon.SurgeonOptions;
import org.espalier.policy.causal.internal.surgeon.TrajectorySurgeon;

/**
 * Prunes by a trajectory some times and prints one line of JSON: the seconds of each run, the first
 * in a cold JVM, those of all processors together, and the process's memory at its peak.
 */
public final class SurgeonRun {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private SurgeonRun() {}

  /**
   * Runs.
   *
   * @param args trajectory, sparsity, runs, file for the pruned weights
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 4) {
      System.err.println("usage: SurgeonRun TRAJECTORY SPARSITY RUNS WEIGHTS.npy");
      System.exit(2);
    }
    int runs = Integer.parseInt(args[2]);
    List<Double> seconds = new ArrayList<>();
    List<Double> processorSeconds = new ArrayList<>();
    try (RecordedModel model = RecordedModel.open(Path.of(args[0]))) {
      PruningRequest request = model.request(Double.parseDouble(args[1]));
      Pruning pruning = Pruning.of(request.alive());
      for (int run = 0; run < runs; run++) {
        long start = System.nanoTime();
        long busy = SYSTEM.getProcessCpuTime();
        pruning = TrajectorySurgeon.prune(request, SurgeonOptions.standard());
        seconds.add((System.nanoTime() - start) / 1e9);
        processorSeconds.add((SYSTEM.getProcessCpuTime() - busy) / 1e9);
      }
      Npy.writeFloats(Path.of(args[3]), pruning.apply(request.weights()));
    }
    System.out.printf(
        "{\"seconds\": %s, \"processorSeconds\": %s, \"peakMegabytes\": %d,"
            + " \"mappedMegabytes\": %d}%n",
        seconds, processorSeconds, ProcessMemory.peakMegabytes(), ProcessMemory.mappedMegabytes());
  }
}
