package org.espalier.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import org.espalier.core.npy.Npy;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.policy.causal.internal.surgeon.SurgeonOptions;
import org.espalier.policy.causal.internal.surgeon.TrajectorySurgeon;

/** Prunes by a trajectory some times and prints what {@link Measurement} tells of it. */
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
    try (RecordedModel model = RecordedModel.open(Path.of(args[0]))) {
      PruningRequest request = model.request(Double.parseDouble(args[1]));
      Pruning pruning =
          Measurement.repeat(
              Integer.parseInt(args[2]),
              () -> TrajectorySurgeon.prune(request, SurgeonOptions.standard()));
      Npy.writeFloats(Path.of(args[3]), pruning.apply(request.weights()));
    }
  }
}
