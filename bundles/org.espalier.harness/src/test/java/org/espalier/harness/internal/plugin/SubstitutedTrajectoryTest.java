package org.espalier.harness.internal.plugin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.espalier.core.CancelledException;
import org.espalier.core.Progress;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.RatePhase;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.espalier.harness.experiment.LossChange;
import org.espalier.harness.internal.data.Seeds;
import org.espalier.testkit.Fixtures;
import org.espalier.testkit.MemoryTrajectory;
import org.junit.jupiter.api.Test;

class SubstitutedTrajectoryTest {
  private static final int STEPS = 50;

  private final Trajectory recorded = recorded();

  @Test
  void leavesWhatIsMeasuredAsItIs() {
    assertSame(recorded, substituted(LossChange.MEASURED, 0));
  }

  /** By hand: −(3² + 4²) ÷ 0.5, then at the rate of the second phase −(1² + 2²) ÷ 0.1. */
  @Test
  void putsTheFirstOrderTermWithEachStepsRate() {
    Trajectory two =
        trajectory(
            new float[][] {{3, -4}, {1, 2}}, new Losses(new double[] {7, 8}, new double[] {5, 9}));
    Trajectory given = SubstitutedTrajectory.of(two, LossChange.FIRST_ORDER, 0, Progress.NONE);
    assertArrayEquals(new double[] {-50, -50}, given.losses().changes(), 1e-12);
  }

  @Test
  void permutesTheChangesOverTheSteps() {
    double[] changes = substituted(LossChange.PERMUTED, 3).losses().changes();
    double[] measured = recorded.losses().changes();
    assertFalse(Arrays.equals(measured, changes));
    Arrays.sort(changes);
    Arrays.sort(measured);
    assertArrayEquals(measured, changes);
  }

  @Test
  void permutesByItsSeedAlone() {
    double[] first = substituted(LossChange.PERMUTED, 3).losses().changes();
    assertArrayEquals(first, substituted(LossChange.PERMUTED, 3).losses().changes());
    assertFalse(Arrays.equals(first, substituted(LossChange.PERMUTED, 4).losses().changes()));
  }

  /** Every change comes to the first step as often as chance has it: χ² with 49 degrees. */
  @Test
  void permutesWithoutFavour() {
    int draws = 5000;
    int[] counts = new int[STEPS];
    for (int seed = 0; seed < draws; seed++) {
      double first = substituted(LossChange.PERMUTED, seed).losses().before(0);
      counts[(int) first]++;
    }
    double expected = (double) draws / STEPS;
    double chiSquare =
        Arrays.stream(counts).mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();
    assertEquals(49, chiSquare, 4 * Math.sqrt(2 * 49));
  }

  @Test
  void permutesBlocksWhole() {
    Losses losses = SubstitutedTrajectory.inBlocks(recorded, 8, 5).losses();
    boolean[] seen = new boolean[STEPS];
    boolean moved = false;
    for (int t = 0; t < STEPS; t++) {
      int from = (int) losses.before(t);
      assertFalse(seen[from]);
      seen[from] = true;
      moved |= from != t;
      assertEquals(recorded.losses().after(from), losses.after(t));
      boolean endOfBlock = from % 8 == 7 || from == STEPS - 1;
      assertTrue(endOfBlock || losses.before(t + 1) == from + 1, "after " + from);
    }
    assertTrue(moved);
  }

  /** The published control: its order must stay what it was. */
  @Test
  void blocksOfOneStepAreThePermutedControl() {
    assertArrayEquals(
        substituted(LossChange.PERMUTED, 3).losses().changes(),
        SubstitutedTrajectory.inBlocks(recorded, 1, Seeds.derive(3, Seeds.Purpose.LOSS_CHANGES))
            .losses()
            .changes());
    double[] first = new double[6];
    for (int t = 0; t < first.length; t++) {
      first[t] = substituted(LossChange.PERMUTED, 3).losses().before(t);
    }
    assertArrayEquals(new double[] {19, 18, 25, 6, 26, 29}, first);
  }

  @Test
  void keepsAllButTheLosses() {
    for (LossChange change : LossChange.values()) {
      Trajectory given = substituted(change, 0);
      assertEquals(recorded.manifest(), given.manifest());
      assertEquals(recorded.steps(), given.steps());
      assertEquals(recorded.gradients(), given.gradients());
      assertArrayEquals(recorded.weights(), given.weights());
      assertEquals(recorded.updates().row(7), given.updates().row(7));
    }
  }

  @Test
  void stopsWhenCancelled() {
    AtomicInteger asked = new AtomicInteger();
    Progress stopping =
        new Progress() {
          @Override
          public void at(long done, long total, String what) {}

          @Override
          public boolean isCancelled() {
            return asked.incrementAndGet() > 3;
          }
        };
    assertThrows(
        CancelledException.class,
        () -> SubstitutedTrajectory.of(recorded, LossChange.FIRST_ORDER, 0, stopping));
    assertEquals(4, asked.get());
  }

  private Trajectory substituted(LossChange change, long seed) {
    return SubstitutedTrajectory.of(recorded, change, seed, Progress.NONE);
  }

  /** The loss before step t is t, so that a loss tells its step. */
  private static Trajectory recorded() {
    float[][] updates = new float[STEPS][2];
    double[] before = new double[STEPS];
    double[] after = new double[STEPS];
    for (int t = 0; t < STEPS; t++) {
      updates[t] = new float[] {t, 1};
      before[t] = t;
      after[t] = t - 1.0 / (1 + t);
    }
    return trajectory(updates, new Losses(before, after));
  }

  private static Trajectory trajectory(float[][] updates, Losses losses) {
    return MemoryTrajectory.of(
        new TrajectoryManifest(
            Fixtures.mlp(1, 1),
            "sgd",
            Map.of(),
            List.of(new RatePhase(0, 0.5), new RatePhase(1, 0.1)),
            LossAfter.SAME_MINIBATCH,
            0,
            "synthetic",
            "",
            Map.of(),
            true),
        updates,
        null,
        losses,
        new float[] {1, 2});
  }
}
