package org.espalier.estimator.lasso.internal;

import java.nio.FloatBuffer;

/** A row of features on a block of columns, in double precision. */
final class DoubleTile {
  private final SquaredUpdates features;
  private final int from;
  private final int width;
  private final float[] floats;
  private final double[] shift;
  private final double[] values;

  /** Features of parameters from..from+width−1. */
  DoubleTile(SquaredUpdates features, int from, int width) {
    this.features = features;
    this.from = from;
    this.width = width;
    this.floats = new float[width];
    this.shift = new double[width];
    this.values = new double[width];
    if (features.shifted()) {
      load(features.shiftRow());
      System.arraycopy(values, 0, shift, 0, width);
    }
  }

  void load(int u) {
    FloatBuffer row = features.updates().row(u);
    row.get(from, floats, 0, width);
    for (int i = 0; i < width; i++) {
      double update = floats[i];
      values[i] = update * update - shift[i];
    }
  }

  /** sum ← sum + factor × row. */
  void add(double factor, double[] sum) {
    Vectors.addScaled(factor, values, sum, width);
  }

  /** sum ← sum + row². */
  void addSquares(double[] sum) {
    for (int i = 0; i < width; i++) {
      sum[i] = Math.fma(values[i], values[i], sum[i]);
    }
  }
}
