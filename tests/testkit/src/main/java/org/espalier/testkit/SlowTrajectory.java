package org.espalier.testkit;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.espalier.core.trajectory.FloatRows;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryManifest;

/** A trajectory whose rows come slowly, each read counted. */
final class SlowTrajectory implements Trajectory {
  private final Trajectory fast;
  private final CountdownProgress progress;

  SlowTrajectory(Trajectory fast, CountdownProgress progress) {
    this.fast = fast;
    this.progress = progress;
  }

  @Override
  public TrajectoryManifest manifest() {
    return fast.manifest();
  }

  @Override
  public FloatRows updates() {
    return slow(fast.updates());
  }

  @Override
  public Optional<FloatRows> gradients() {
    return fast.gradients().map(this::slow);
  }

  @Override
  public Losses losses() {
    return fast.losses();
  }

  @Override
  public float[] weights() {
    return fast.weights();
  }

  @Override
  public void close() {
    fast.close();
  }

  private FloatRows slow(FloatRows rows) {
    return new FloatRows() {
      @Override
      public int rows() {
        return rows.rows();
      }

      @Override
      public int columns() {
        return rows.columns();
      }

      @Override
      public FloatBuffer row(int row) {
        progress.slowRead();
        return rows.row(row);
      }
    };
  }
}
