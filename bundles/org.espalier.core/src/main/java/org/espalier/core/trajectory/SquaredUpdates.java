package org.espalier.core.trajectory;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;

/**
 * Sums of squared updates over the steps of a trajectory, in double precision and one pass over the
 * rows.
 */
public final class SquaredUpdates {
  private static final int TILE_ROWS = 16;
  private static final int TILE_COLUMNS = 4096;

  private final Trajectory trajectory;
  private final Progress progress;
  private final double[] sums;
  private final float[] run = new float[TILE_COLUMNS];

  private SquaredUpdates(Trajectory trajectory, Progress progress) {
    if (trajectory.steps() == 0) {
      throw new InvalidDataException("the trajectory has no steps; record some");
    }
    this.trajectory = trajectory;
    this.progress = progress;
    this.sums = new double[trajectory.updates().columns()];
  }

  /**
   * The energy of each parameter's path, Σₜ (Δθₜ)².
   *
   * @return p values
   * @throws InvalidDataException if there is no step, or an update is not finite
   * @throws org.espalier.core.CancelledException if cancelled
   */
  public static double[] sum(Trajectory trajectory, Progress progress) {
    double[] ones = new double[trajectory.steps()];
    Arrays.fill(ones, 1);
    return new SquaredUpdates(trajectory, progress).scaled(ones);
  }

  /**
   * The mean over T steps of (Δθₜ ÷ ηₜ)², with each step's own learning rate; for plain SGD the
   * mean of the squared minibatch gradients.
   *
   * @return p values
   * @throws InvalidDataException if there is no step, or an update is not finite
   * @throws org.espalier.core.CancelledException if cancelled
   */
  public static double[] meanByRate(Trajectory trajectory, Progress progress) {
    int steps = trajectory.steps();
    double[] scales = new double[steps];
    for (int t = 0; t < steps; t++) {
      scales[t] = 1 / trajectory.manifest().learningRate(t);
    }
    double[] means = new SquaredUpdates(trajectory, progress).scaled(scales);
    for (int k = 0; k < means.length; k++) {
      means[k] /= steps;
    }
    return means;
  }

  /** Σₜ (scaleₜ Δθₜ)², tile by tile: few rows at once, so that the sums are seldom fetched anew. */
  private double[] scaled(double[] scales) {
    int steps = scales.length;
    FloatBuffer[] rows = new FloatBuffer[TILE_ROWS];
    for (int first = 0; first < steps; first += TILE_ROWS) {
      int count = Math.min(TILE_ROWS, steps - first);
      for (int i = 0; i < count; i++) {
        rows[i] = trajectory.updates().row(first + i);
      }
      for (int column = 0; column < sums.length; column += TILE_COLUMNS) {
        progress.check();
        for (int i = 0; i < count; i++) {
          add(rows[i], column, scales[first + i]);
        }
      }
      progress.check();
      progress.at(first + count, steps, "steps read");
    }
    requireFinite();
    return sums;
  }

  private void add(FloatBuffer row, int column, double scale) {
    int width = Math.min(TILE_COLUMNS, sums.length - column);
    row.get(column, run, 0, width);
    for (int i = 0; i < width; i++) {
      double update = run[i] * scale;
      sums[column + i] += update * update;
    }
  }

  /** Finite floats never overflow these sums, so a sum tells of every update. */
  private void requireFinite() {
    for (double sum : sums) {
      if (!Double.isFinite(sum)) {
        Trajectories.requireFinite(trajectory.updates(), "updates.npy", progress);
      }
    }
  }
}
