package org.espalier.estimator.lasso.internal;

import java.util.Arrays;
import org.espalier.core.trajectory.FloatRows;

/** Four rows of updates on a block of columns, as floats in cache. */
final class FloatTile {
  /** Rows in a tile. */
  static final int ROWS = 4;

  /**
   * An upper bound of the error of a sum of products, in units of the two factors' lengths: each of
   * the two is rounded once, and each of the additions over {@link Blocks#ROWS} rows (Higham 2002,
   * section 3.1).
   */
  static final double ERROR = (Blocks.ROWS + 4) * 0x1p-24;

  private final FloatRows updates;
  private final int from;
  private final int width;
  private final float[][] rows;

  FloatTile(FloatRows updates, int from, int width) {
    this.updates = updates;
    this.from = from;
    this.width = width;
    this.rows = new float[ROWS][width];
  }

  /** Fills a vector of one value a row up to whole tiles. */
  static float[] padded(double[] values, double scale) {
    float[] padded = new float[(values.length + ROWS - 1) / ROWS * ROWS];
    for (int u = 0; u < values.length; u++) {
      padded[u] = (float) (values[u] * scale);
    }
    return padded;
  }

  /** Reads rows u..u+3; zeros behind the last. */
  void load(int u) {
    for (int i = 0; i < ROWS; i++) {
      if (u + i < updates.rows()) {
        updates.row(u + i).get(from, rows[i], 0, width);
      } else {
        Arrays.fill(rows[i], 0);
      }
    }
  }

  void square() {
    for (float[] row : rows) {
      FloatKernels.square(row, width);
    }
  }

  void squareAround(float[] scale, float[] shift) {
    for (float[] row : rows) {
      FloatKernels.squareAround(row, scale, shift, width);
    }
  }

  /** sum ← sum + Σ rᵤ bᵤ² of the rows as they were read. */
  void addSquares(float[] r, int u, FloatSums sums) {
    FloatKernels.addSquares(
        sums.few()[0],
        rows[0],
        rows[1],
        rows[2],
        rows[3],
        r[u],
        r[u + 1],
        r[u + 2],
        r[u + 3],
        width);
  }

  /** sums[j] ← sums[j] + Σ rⱼᵤ bᵤ for several vectors. */
  void add(float[][] r, int u, FloatSums all) {
    float[][] sums = all.few();
    for (int j = 0; j < sums.length; j++) {
      float[] a = r[j];
      FloatKernels.add(
          sums[j], rows[0], rows[1], rows[2], rows[3], a[u], a[u + 1], a[u + 2], a[u + 3], width);
    }
  }
}
