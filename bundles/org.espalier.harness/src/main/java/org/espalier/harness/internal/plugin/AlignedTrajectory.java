package org.espalier.harness.internal.plugin;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.espalier.core.EspalierException;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.trajectory.FloatRows;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryManifest;

/**
 * A trajectory in the order of a model's parameters, as {@link Alignment} matches them; closing it
 * leaves the recorded one open. Tensors that the trajectory lacks never move.
 */
public final class AlignedTrajectory implements Trajectory {
  private final Trajectory recorded;
  private final TrajectoryManifest manifest;
  private final Alignment alignment;

  private AlignedTrajectory(Trajectory recorded, ParameterLayout model) {
    this.recorded = recorded;
    this.manifest = recorded.manifest().withLayout(model);
    this.alignment = Alignment.of(model, recorded.manifest().layout(), "the trajectory");
  }

  /**
   * The trajectory as one of the model; the recorded one itself where the order, the shapes and
   * what is prunable are the model's.
   *
   * @throws EspalierException if it is of another model
   */
  public static Trajectory of(Trajectory recorded, ParameterLayout model) {
    return model.mismatch(recorded.manifest().layout(), "the trajectory").isEmpty()
        ? recorded
        : new AlignedTrajectory(recorded, model);
  }

  /** {@inheritDoc} Its layout is the model's. */
  @Override
  public TrajectoryManifest manifest() {
    return manifest;
  }

  @Override
  public FloatRows updates() {
    return new Rows(recorded.updates(), alignment);
  }

  @Override
  public Optional<FloatRows> gradients() {
    return recorded.gradients().map(rows -> new Rows(rows, alignment));
  }

  @Override
  public Losses losses() {
    return recorded.losses();
  }

  @Override
  public float[] weights() {
    return alignment.align(recorded.weights());
  }

  @Override
  public void close() {}

  private record Rows(FloatRows recorded, Alignment alignment) implements FloatRows {
    @Override
    public int rows() {
      return recorded.rows();
    }

    @Override
    public int columns() {
      return alignment.size();
    }

    /** {@inheritDoc} A copy, run by run. */
    @Override
    public FloatBuffer row(int row) {
      float[] values = new float[columns()];
      read(row, 0, values, values.length);
      return FloatBuffer.wrap(values).asReadOnlyBuffer();
    }

    @Override
    public void read(int row, int from, float[] into, int length) {
      FloatBuffer values = recorded.row(row);
      int end = from + length;
      int filled = from;
      for (Alignment.Run run : alignment.runs()) {
        int first = Math.max(from, run.target());
        int last = Math.min(end, run.target() + run.length());
        if (first < last) {
          Arrays.fill(into, filled - from, first - from, 0);
          values.get(run.source() + first - run.target(), into, first - from, last - first);
          filled = last;
        }
      }
      Arrays.fill(into, filled - from, length, 0);
    }
  }
}
