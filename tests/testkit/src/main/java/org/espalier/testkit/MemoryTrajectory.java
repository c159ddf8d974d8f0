package org.espalier.testkit;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.RatePhase;
import org.espalier.core.trajectory.FloatRows;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.jspecify.annotations.Nullable;

/** A trajectory held in arrays. */
public final class MemoryTrajectory implements Trajectory {
  private final TrajectoryManifest manifest;
  private final FloatRows updates;
  private final @Nullable FloatRows gradients;
  private final Losses losses;
  private final float[] weights;

  private MemoryTrajectory(
      TrajectoryManifest manifest,
      FloatRows updates,
      @Nullable FloatRows gradients,
      Losses losses,
      float[] weights) {
    this.manifest = manifest;
    this.updates = updates;
    this.gradients = gradients;
    this.losses = losses;
    this.weights = weights.clone();
  }

  /**
   * Plain SGD at one learning rate.
   *
   * @param updates T rows of p values
   * @param losses before and after each of the T steps
   * @param weights θ after the last step
   */
  public static MemoryTrajectory sgd(
      ParameterLayout layout, double rate, float[][] updates, Losses losses, float[] weights) {
    TrajectoryManifest manifest =
        new TrajectoryManifest(
            layout,
            "sgd",
            Map.of(),
            List.of(new RatePhase(0, rate)),
            LossAfter.SAME_MINIBATCH,
            0,
            "synthetic",
            "",
            Map.of(),
            true);
    return of(manifest, updates, null, losses, weights);
  }

  /** A trajectory with a manifest of its own, and gradients if any. */
  public static MemoryTrajectory of(
      TrajectoryManifest manifest,
      float[][] updates,
      float @Nullable [][] gradients,
      Losses losses,
      float[] weights) {
    int columns = manifest.layout().size();
    return new MemoryTrajectory(
        manifest,
        new ArrayRows(updates, columns),
        gradients == null ? null : new ArrayRows(gradients, columns),
        losses,
        weights);
  }

  @Override
  public TrajectoryManifest manifest() {
    return manifest;
  }

  @Override
  public FloatRows updates() {
    return updates;
  }

  @Override
  public Optional<FloatRows> gradients() {
    return Optional.ofNullable(gradients);
  }

  @Override
  public Losses losses() {
    return losses;
  }

  @Override
  public float[] weights() {
    return weights.clone();
  }

  @Override
  public void close() {}

  private static final class ArrayRows implements FloatRows {
    private final float[][] rows;
    private final int columns;

    ArrayRows(float[][] rows, int columns) {
      this.rows = rows;
      this.columns = columns;
    }

    @Override
    public int rows() {
      return rows.length;
    }

    @Override
    public int columns() {
      return columns;
    }

    @Override
    public FloatBuffer row(int row) {
      return FloatBuffer.wrap(rows[row]).asReadOnlyBuffer();
    }
  }
}
