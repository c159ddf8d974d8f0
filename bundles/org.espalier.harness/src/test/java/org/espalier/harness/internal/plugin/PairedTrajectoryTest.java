package org.espalier.harness.internal.plugin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Map;
import org.espalier.core.Progress;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.model.RatePhase;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryKind;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.espalier.testkit.MemoryTrajectory;
import org.junit.jupiter.api.Test;

class PairedTrajectoryTest {
  private static final float[][] UPDATES = {
    {0.5f, 0, -1}, {-0.5f, 0, 1}, {0, 2, 0.25f}, {0, -2, -0.25f}, {3, 0, 0}
  };

  /** ΔL = g·Δ + ½ΔᵀHΔ with g = (1, −2, 4) and H = diag(2, 6, 10). */
  private static Losses quadratic() {
    double[] gradient = {1, -2, 4};
    double[] curvature = {2, 6, 10};
    double[] before = {5, 5, 7, 7, 9};
    double[] after = before.clone();
    for (int row = 0; row < UPDATES.length; row++) {
      for (int k = 0; k < gradient.length; k++) {
        double step = UPDATES[row][k];
        after[row] += gradient[k] * step + curvature[k] * step * step / 2;
      }
    }
    return new Losses(before, after);
  }

  @Test
  void cancelsWhatTheGradientAdds() {
    Trajectory pairs = paired(TrajectoryKind.INTERVENTIONAL, UPDATES, quadratic());
    assertEquals(2, pairs.steps());
    assertArrayEquals(new double[] {0.25 + 5, 12 + 0.3125}, pairs.losses().changes(), 1e-12);
    float[] run = new float[2];
    pairs.updates().read(1, 1, run, 2);
    assertArrayEquals(new float[] {2, 0.25f}, run);
    assertEquals(-1, pairs.updates().row(0).get(2));
  }

  @Test
  void leavesATrainingAndRowsThatAreNoPairs() {
    Trajectory trained = trajectory(TrajectoryKind.TRAINING, UPDATES, quadratic());
    assertSame(trained, PairedTrajectory.of(trained, Progress.NONE));
    float[][] apart = {UPDATES[0], UPDATES[2], UPDATES[1], UPDATES[3]};
    Losses losses = new Losses(new double[4], new double[4]);
    Trajectory random = trajectory(TrajectoryKind.INTERVENTIONAL, apart, losses);
    assertSame(random, PairedTrajectory.of(random, Progress.NONE));
    Losses batches = new Losses(new double[] {1, 2, 3, 3}, new double[4]);
    float[][] opposite = {UPDATES[0], UPDATES[1], UPDATES[2], UPDATES[3]};
    Trajectory other = trajectory(TrajectoryKind.INTERVENTIONAL, opposite, batches);
    assertSame(other, PairedTrajectory.of(other, Progress.NONE));
  }

  private static Trajectory paired(TrajectoryKind kind, float[][] updates, Losses losses) {
    return PairedTrajectory.of(trajectory(kind, updates, losses), Progress.NONE);
  }

  private static Trajectory trajectory(TrajectoryKind kind, float[][] updates, Losses losses) {
    boolean training = kind == TrajectoryKind.TRAINING;
    TrajectoryManifest manifest =
        new TrajectoryManifest(
            kind,
            new ParameterLayout(
                List.of(new Parameter("w", "w", ParameterRole.WEIGHT, List.of(3), 0, true, 1))),
            training ? "sgd" : "none",
            Map.of(),
            training ? List.of(new RatePhase(0, 0.1)) : List.of(),
            LossAfter.SAME_MINIBATCH,
            0,
            "synthetic",
            "",
            Map.of(),
            1,
            true);
    return MemoryTrajectory.of(manifest, updates, null, losses, new float[3]);
  }
}
