package org.espalier.policy.baseline.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.RatePhase;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.espalier.testkit.Fixtures;
import org.espalier.testkit.MemoryTrajectory;
import org.espalier.testkit.ReferenceTable;

/** What {@code src/test/python/reference.py} left: inputs, and NumPy's scores and masks. */
final class Reference {
  static final ReferenceTable TABLE = ReferenceTable.read(Reference.class, "reference.txt");
  static final ParameterLayout LAYOUT = Fixtures.mlp(3, 4, 3);

  private Reference() {}

  static Trajectory trajectory() {
    float[][] updates = TABLE.floatRows("updates");
    TrajectoryManifest manifest =
        new TrajectoryManifest(
            LAYOUT,
            "sgd",
            Map.of(),
            List.of(new RatePhase(0, 0.1), new RatePhase(30, 0.02)),
            LossAfter.SAME_MINIBATCH,
            0,
            "synthetic",
            "",
            Map.of(),
            true);
    Losses losses = new Losses(new double[updates.length], new double[updates.length]);
    return MemoryTrajectory.of(manifest, updates, null, losses, TABLE.floats("weights"));
  }

  /** A request to cut half, as the script does. */
  static PruningRequest request() {
    return PruningRequest.builder(LAYOUT, TABLE.floats("weights"), 0.5)
        .trajectory(trajectory())
        .gradients(Fixtures.gradients(TABLE.floatRows("gradients")))
        .build();
  }

  /** Asserts that scores agree to a relative 1e-13, and that the policy cuts what NumPy cuts. */
  static void requireAgreement(String name, double[] scores, PruningPolicy policy) {
    double[] expected = TABLE.doubles(name);
    assertEquals(expected.length, scores.length);
    for (int k = 0; k < expected.length; k++) {
      assertEquals(expected[k], scores[k], 1e-13 * Math.abs(expected[k]), name + " at " + k);
    }
    double[] kept = TABLE.doubles(name + "-mask");
    BitSet mask = new BitSet();
    for (int k = 0; k < kept.length; k++) {
      mask.set(k, kept[k] == 1);
    }
    assertEquals(mask, policy.prune(request()).mask().toBitSet());
  }
}
