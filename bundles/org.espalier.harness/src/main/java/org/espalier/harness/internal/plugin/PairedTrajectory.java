package org.espalier.harness.internal.plugin;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.espalier.core.Progress;
import org.espalier.core.trajectory.FloatRows;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryKind;
import org.espalier.core.trajectory.TrajectoryManifest;

/**
 * One row for each pair of opposite perturbations, with the mean of their loss changes: (ΔL(Δ) +
 * ΔL(−Δ)) ÷ 2 = ½ΔᵀHΔ + O(‖Δ‖⁴). Both have the same squares, and what their gradients add to the
 * loss, which an estimator could only take for noise, is gone.
 */
final class PairedTrajectory implements Trajectory {
  private final Trajectory recorded;
  private final int pairs;

  private PairedTrajectory(Trajectory recorded) {
    this.recorded = recorded;
    this.pairs = recorded.steps() / 2;
  }

  /**
   * The pairs of an interventional trajectory; one of a training, or whose rows are no pairs, as it
   * is. A last row whose opposite was never recorded is left out.
   *
   * @param progress asked each pair
   */
  static Trajectory of(Trajectory recorded, Progress progress) {
    boolean interventional = recorded.manifest().kind() == TrajectoryKind.INTERVENTIONAL;
    return interventional && recorded.steps() > 1 && isPaired(recorded, progress)
        ? new PairedTrajectory(recorded)
        : recorded;
  }

  private static boolean isPaired(Trajectory recorded, Progress progress) {
    Losses losses = recorded.losses();
    FloatRows rows = recorded.updates();
    for (int row = 0; row + 1 < rows.rows(); row += 2) {
      progress.check();
      boolean sameBatch = losses.before(row) == losses.before(row + 1);
      if (!sameBatch || !areOpposite(rows.row(row), rows.row(row + 1))) {
        return false;
      }
    }
    return true;
  }

  private static boolean areOpposite(FloatBuffer one, FloatBuffer other) {
    while (one.hasRemaining()) {
      if (one.get() != -other.get()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public TrajectoryManifest manifest() {
    return recorded.manifest();
  }

  @Override
  public FloatRows updates() {
    return new SelectedRows(recorded.updates(), 0, 2, pairs);
  }

  @Override
  public Optional<FloatRows> gradients() {
    return Optional.empty();
  }

  @Override
  public Losses losses() {
    Losses losses = recorded.losses();
    double[] before = new double[pairs];
    double[] after = new double[pairs];
    for (int pair = 0; pair < pairs; pair++) {
      before[pair] = losses.before(2 * pair);
      after[pair] = (losses.after(2 * pair) + losses.after(2 * pair + 1)) / 2;
    }
    return new Losses(before, after);
  }

  @Override
  public float[] weights() {
    return recorded.weights();
  }

  @Override
  public void close() {}
}
