package org.espalier.policy.baseline.internal.fisher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.RatePhase;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.espalier.testkit.MemoryTrajectory;
import org.espalier.testkit.ReferenceTable;

/** What {@code src/test/python/fisher.py} left. */
final class FisherReference {
  static final ReferenceTable TABLE = ReferenceTable.read(FisherReference.class, "fisher.txt");

  private FisherReference() {}

  /** A request over recorded gradients of minibatches of 32. */
  static PruningRequest.Builder request(
      ParameterLayout layout, float[][] gradients, float[] theta, double sparsity) {
    TrajectoryManifest manifest =
        new TrajectoryManifest(
            layout,
            "adam",
            Map.of("batchSize", 32.0),
            List.of(new RatePhase(0, 0.1)),
            LossAfter.SAME_MINIBATCH,
            0,
            "synthetic",
            "",
            Map.of(),
            true);
    Losses losses = new Losses(new double[gradients.length], new double[gradients.length]);
    return PruningRequest.builder(layout, theta, sparsity)
        .trajectory(MemoryTrajectory.of(manifest, gradients, gradients, losses, theta));
  }

  /** The prunable weights that a reference left at a value other than 0, and all that stay. */
  static BitSet kept(ParameterLayout layout, double[] values) {
    BitSet kept = new BitSet();
    layout
        .parameters()
        .forEach(
            p -> {
              for (int k = p.offset(); k < p.end(); k++) {
                kept.set(k, !p.prunable() || values[k] != 0);
              }
            });
    return kept;
  }

  /** Asserts values to a float's precision of the largest. */
  static void requireClose(double[] expected, float[] actual, String what) {
    assertEquals(expected.length, actual.length, what);
    for (int k = 0; k < expected.length; k++) {
      assertEquals(expected[k], actual[k], 2e-6 * Math.max(1, Math.abs(expected[k])), what + k);
    }
  }
}
