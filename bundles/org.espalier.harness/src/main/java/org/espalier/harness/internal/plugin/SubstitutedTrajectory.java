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
              permuted(recorded.losses(), Seeds.derive(seed, Seeds.Purpose.LOSS_CHANGES)));
    };
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

  /** Losses before and after move together, so that every change stays what it is (Durstenfeld). */
  private static Losses permuted(Losses losses, long seed) {
    int steps = losses.size();
    double[] before = new double[steps];
    double[] after = new double[steps];
    Random random = new Random(seed);
    for (int t = 0; t < steps; t++) {
      int other = random.nextInt(t + 1);
      before[t] = before[other];
      after[t] = after[other];
      before[other] = losses.before(t);
      after[other] = losses.after(t);
    }
    return new Losses(before, after);
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
