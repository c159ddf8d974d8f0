package org.espalier.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.espalier.core.npy.Npy;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.policy.causal.internal.surgeon.SurgeonOptions;
import org.espalier.policy.causal.internal.surgeon.TrajectorySurgeon;

/**
 * Prunes by a trajectory some times and prints one line of JSON: the seconds of each run, the first
 * in a cold JVM, and the process's memory at its peak.
 */
public final class SurgeonRun {
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
    StringBuilder seconds = new StringBuilder();
    try (RecordedModel model = RecordedModel.open(Path.of(args[0]))) {
      PruningRequest request = model.request(Double.parseDouble(args[1]));
      Pruning pruning = Pruning.of(request.alive());
      for (int run = 0; run < runs; run++) {
        long start = System.nanoTime();
        pruning = TrajectorySurgeon.prune(request, SurgeonOptions.standard());
        double spent = (System.nanoTime() - start) / 1e9;
        seconds.append(run == 0 ? "" : ", ").append(String.format(Locale.ROOT, "%.4f", spent));
      }
      Npy.writeFloats(Path.of(args[3]), pruning.apply(request.weights()));
    }
    ProcessMemory memory = ProcessMemory.now();
    System.out.printf(
        Locale.ROOT,
        "{\"seconds\": [%s], \"peakMegabytes\": %d, \"mappedMegabytes\": %d}%n",
        seconds,
        memory.peakMegabytes(),
        memory.mappedMegabytes());
  }
}
