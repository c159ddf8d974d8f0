package org.espalier.core.trajectory;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A trajectory in arrays. */
record ArrayTrajectory(
    TrajectoryManifest manifest, FloatRows updates, Optional<FloatRows> gradients)
    implements Trajectory {

  static ArrayTrajectory of(
      TrajectoryManifest manifest, float[][] updates, float @Nullable [][] gradients) {
    return new ArrayTrajectory(
        manifest, rows(updates), Optional.ofNullable(gradients).map(ArrayTrajectory::rows));
  }

  private static FloatRows rows(float[][] values) {
    return new FloatRows() {
      @Override
      public int rows() {
        return values.length;
      }

      @Override
      public int columns() {
        return values[0].length;
      }

      @Override
      public FloatBuffer row(int row) {
        return FloatBuffer.wrap(values[row]).asReadOnlyBuffer();
      }
    };
  }

  @Override
  public Losses losses() {
    return new Losses(new double[updates.rows()], new double[updates.rows()]);
  }

  @Override
  public float[] weights() {
    return new float[updates.columns()];
  }

  @Override
  public void close() {}
}
