package org.espalier.estimator.lasso.internal;

import org.espalier.core.trajectory.FloatRows;
import org.espalier.core.trajectory.RecordedGradients;

/** What a few rows tell of each column of a block before all are read: its size and its mean. */
final class ColumnSample {
  private static final int ROWS = 32;

  private final float[] scale;
  private final float[] shift;

  /** Of parameters from..from+width−1. */
  ColumnSample(SquaredUpdates features, int from, int width) {
    this.scale = new float[width];
    this.shift = new float[width];
    FloatRows updates = features.updates();
    int[] chosen = RecordedGradients.spread(ROWS, updates.rows());
    float[][] rows = new float[chosen.length][width];
    for (int r = 0; r < rows.length; r++) {
      updates.row(chosen[r]).get(from, rows[r], 0, width);
    }
    for (int i = 0; i < width; i++) {
      scale[i] = scale(rows, i);
      shift[i] = features.shifted() ? meanSquare(rows, i) : 0;
    }
  }

  /** A power of 2 that brings the largest update near 1. */
  private static float scale(float[][] rows, int i) {
    float largest = 0;
    for (float[] row : rows) {
      largest = Math.max(largest, Math.abs(row[i]));
    }
    // Of a column that seems to be zero any value that is not must show.
    return largest == 0 ? 0x1p126f : Math.scalb(1f, -Math.getExponent(largest));
  }

  private float meanSquare(float[][] rows, int i) {
    double sum = 0;
    for (float[] row : rows) {
      double scaled = (double) row[i] * scale[i];
      sum += scaled * scaled;
    }
    return (float) (sum / rows.length);
  }

  /** One value a column; not to be changed. */
  float[] scale() {
    return scale;
  }

  /** The mean of the scaled squares, or 0 where columns are seen as they are. */
  float[] shift() {
    return shift;
  }
}
