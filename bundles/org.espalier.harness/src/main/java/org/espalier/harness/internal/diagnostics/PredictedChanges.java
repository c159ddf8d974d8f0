package org.espalier.harness.internal.diagnostics;

import java.nio.FloatBuffer;
import org.espalier.core.Progress;
import org.espalier.core.trajectory.Trajectory;

/**
 * What γ and what one γ for all parameters have to say of each step, in double precision and one
 * pass over the rows.
 */
final class PredictedChanges {
  private static final int TILE_ROWS = 16;
  private static final int TILE_COLUMNS = 4096;

  private final double[] weighted;
  private final double[] norms;

  private PredictedChanges(int steps) {
    weighted = new double[steps];
    norms = new double[steps];
  }

  /** Σₖ γₖ (Δθₜₖ)², T values. */
  double[] weighted() {
    return weighted;
  }

  /** ‖Δθₜ‖², T values. */
  double[] norms() {
    return norms;
  }

  /** Tile by tile: few rows at once, so that γ is seldom fetched anew. */
  static PredictedChanges of(Trajectory trajectory, double[] gamma, Progress progress) {
    int steps = trajectory.steps();
    PredictedChanges changes = new PredictedChanges(steps);
    FloatBuffer[] rows = new FloatBuffer[TILE_ROWS];
    float[] run = new float[TILE_COLUMNS];
    for (int first = 0; first < steps; first += TILE_ROWS) {
      int count = Math.min(TILE_ROWS, steps - first);
      for (int i = 0; i < count; i++) {
        rows[i] = trajectory.updates().row(first + i);
      }
      for (int column = 0; column < gamma.length; column += TILE_COLUMNS) {
        progress.check();
        int width = Math.min(TILE_COLUMNS, gamma.length - column);
        for (int i = 0; i < count; i++) {
          rows[i].get(column, run, 0, width);
          changes.add(first + i, run, gamma, column, width);
        }
      }
      progress.at(first + count, steps, "steps read");
    }
    return changes;
  }

  private void add(int step, float[] run, double[] gamma, int column, int width) {
    double weightedSum = 0;
    double norm = 0;
    for (int i = 0; i < width; i++) {
      double square = (double) run[i] * run[i];
      weightedSum = Math.fma(gamma[column + i], square, weightedSum);
      norm += square;
    }
    weighted[step] += weightedSum;
    norms[step] += norm;
  }
}
