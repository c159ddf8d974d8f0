package org.espalier.estimator.lasso.internal;

/** Sums of several vectors' products on a block of columns: over few rows, and over all. */
final class FloatSums {
  private final float[][] few;
  private final float[][] high;
  private final float[][] low;
  private final int width;

  FloatSums(int vectors, int width) {
    this.few = new float[vectors][width];
    this.high = new float[vectors][width];
    this.low = new float[vectors][width];
    this.width = width;
  }

  /** The sums to add to. */
  float[][] few() {
    return few;
  }

  /** Takes what was added to the sums over all rows. */
  void flush() {
    for (int j = 0; j < few.length; j++) {
      FloatKernels.flush(few[j], high[j], low[j], width);
    }
  }

  /**
   * The sums over all rows of one vector, all flushed.
   *
   * @param factor to multiply each with
   */
  void read(int vector, double factor, double[] sums) {
    for (int i = 0; i < width; i++) {
      sums[i] = ((double) high[vector][i] + low[vector][i]) * factor;
    }
  }
}
