package org.espalier.store.internal;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.espalier.core.trajectory.FloatRows;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.jspecify.annotations.Nullable;

/** A trajectory whose rows are mapped and whose losses and weights are in memory. */
final class StoredTrajectory implements Trajectory {
  private final TrajectoryManifest manifest;
  private final MappedRows updates;
  private final @Nullable MappedRows gradients;
  private final Losses losses;
  private final float[] known;
  private final boolean knownAreInitial;
  private float @Nullable [] weights;

  /**
   * @param known θ after the last step, or before the first
   * @param knownAreInitial whether they are those before the first step, and the rows lead on
   */
  StoredTrajectory(
      TrajectoryManifest manifest,
      MappedRows updates,
      @Nullable MappedRows gradients,
      Losses losses,
      float[] known,
      boolean knownAreInitial) {
    this.manifest = manifest;
    this.updates = updates;
    this.gradients = gradients;
    this.losses = losses;
    this.known = known;
    this.knownAreInitial = knownAreInitial;
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

  /** {@inheritDoc} Of an incomplete trajectory θ₀ + ΣΔθₜ, summed in double on the first call. */
  @Override
  public synchronized float[] weights() {
    updates.rows();
    if (weights == null) {
      weights = knownAreInitial ? sum() : known;
    }
    return weights.clone();
  }

  @Override
  public void close() {
    updates.close();
    if (gradients != null) {
      gradients.close();
    }
  }

  private float[] sum() {
    double[] sums = new double[known.length];
    for (int k = 0; k < sums.length; k++) {
      sums[k] = known[k];
    }
    float[] row = new float[known.length];
    for (int t = 0; t < updates.rows(); t++) {
      FloatBuffer mapped = updates.row(t);
      mapped.get(row);
      for (int k = 0; k < sums.length; k++) {
        sums[k] += row[k];
      }
    }
    for (int k = 0; k < sums.length; k++) {
      row[k] = (float) sums[k];
    }
    return row;
  }
}
