package org.espalier.harness.internal.plugin;

import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.Random;
import org.espalier.core.Progress;
import org.espalier.core.trajectory.FloatRows;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.espalier.harness.experiment.LossChange;
import org.espalier.harness.internal.data.Seeds;

/** A trajectory with other losses than were recorded; all the rest of it is as recorded. */
public final class SubstitutedTrajectory implements Trajectory {
  private final Trajectory recorded;
  private final Losses losses;

  private SubstitutedTrajectory(Trajectory recorded, Losses losses) {
    this.recorded = recorded;
    this.losses = losses;
  }

  /**
   * The trajectory as a loss change asks for it; the recorded one itself where that is the measured
   * one. Closing the answer closes the recorded one.
   *
   * @param seed of the estimator; the order of permuted changes is drawn from a seed derived from
   *     it, so that it is not the order in which the estimator itself may visit the steps
   * @param progress asked each row
   * @throws org.espalier.core.CancelledException if cancelled
   */
  public static Trajectory of(
      Trajectory recorded, LossChange change, long seed, Progress progress) {
    return switch (change) {
      case MEASURED -> recorded;
      case FIRST_ORDER -> new SubstitutedTrajectory(recorded, firstOrder(recorded, progress));
      case PERMUTED ->
          new SubstitutedTrajectory(
              recorded,
              permuted(recorded.losses(), 1, Seeds.derive(seed, Seeds.Purpose.LOSS_CHANGES)));
    };
  }

  /**
   * The trajectory with blocks of consecutive losses in a random order over the steps; the last
   * block is shorter where the length doesn't divide T.
   *
   * @param blockLength steps in a block, at least 1
   * @param seed of the order
   */
  public static Trajectory inBlocks(Trajectory recorded, int blockLength, long seed) {
    return new SubstitutedTrajectory(recorded, permuted(recorded.losses(), blockLength, seed));
  }

  /** From 0 to −‖Δθₜ‖² ÷ ηₜ: no loss that was measured is left in it. */
  private static Losses firstOrder(Trajectory recorded, Progress progress) {
    FloatRows updates = recorded.updates();
    float[] update = new float[updates.columns()];
    double[] after = new double[updates.rows()];
    for (int t = 0; t < after.length; t++) {
      progress.check();
      FloatBuffer row = updates.row(t);
      row.get(update);
      double norm = 0;
      for (float value : update) {
        norm += (double) value * value;
      }
      after[t] = -norm / recorded.manifest().learningRate(t);
    }
    return new Losses(new double[after.length], after);
  }

  /** Losses before and after move together, so that every change stays what it is. */
  private static Losses permuted(Losses losses, int blockLength, long seed) {
    int steps = losses.size();
    double[] before = new double[steps];
    double[] after = new double[steps];
    int to = 0;
    for (int block : order((steps + blockLength - 1) / blockLength, new Random(seed))) {
      int end = Math.min((block + 1) * blockLength, steps);
      for (int from = block * blockLength; from < end; from++, to++) {
        before[to] = losses.before(from);
        after[to] = losses.after(from);
      }
    }
    return new Losses(before, after);
  }

  /** A random order of so many things (Durstenfeld 1964, inside out). */
  private static int[] order(int count, Random random) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }

  @Override
  public TrajectoryManifest manifest() {
    return recorded.manifest();
  }

  @Override
  public FloatRows updates() {
    return recorded.updates();
  }

  @Override
  public Optional<FloatRows> gradients() {
    return recorded.gradients();
  }

  @Override
  public Losses losses() {
    return losses;
  }

  @Override
  public float[] weights() {
    return recorded.weights();
  }

  @Override
  public void close() {
    recorded.close();
  }
}
