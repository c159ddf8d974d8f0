package org.espalier.estimator.lasso.internal;

/**
 * Loops over runs of floats in a form that HotSpot turns into vector instructions: plain arrays,
 * fused multiply-adds, four rows at a time so that a sum is fetched once for four products.
 */
final class FloatKernels {
  private FloatKernels() {}

  /** sum ← sum + Σ rᵢ bᵢ² over four rows. */
  static void addSquares(
      float[] sum,
      float[] b0,
      float[] b1,
      float[] b2,
      float[] b3,
      float r0,
      float r1,
      float r2,
      float r3,
      int width) {
    for (int i = 0; i < width; i++) {
      sum[i] =
          Math.fma(
              r0,
              b0[i] * b0[i],
              Math.fma(
                  r1,
                  b1[i] * b1[i],
                  Math.fma(r2, b2[i] * b2[i], Math.fma(r3, b3[i] * b3[i], sum[i]))));
    }
  }

  /** sum ← sum + Σ rᵢ bᵢ over four rows. */
  static void add(
      float[] sum,
      float[] b0,
      float[] b1,
      float[] b2,
      float[] b3,
      float r0,
      float r1,
      float r2,
      float r3,
      int width) {
    for (int i = 0; i < width; i++) {
      sum[i] =
          Math.fma(
              r0, b0[i], Math.fma(r1, b1[i], Math.fma(r2, b2[i], Math.fma(r3, b3[i], sum[i]))));
    }
  }

  /** b ← b². */
  static void square(float[] b, int width) {
    for (int i = 0; i < width; i++) {
      b[i] = b[i] * b[i];
    }
  }

  /** b ← (scale b)² − shift, rounded once. */
  static void squareAround(float[] b, float[] scale, float[] shift, int width) {
    for (int i = 0; i < width; i++) {
      float scaled = b[i] * scale[i];
      b[i] = Math.fma(scaled, scaled, -shift[i]);
    }
  }

  /**
   * Moves sums of few terms into sums of many, kept as two floats each: what the larger can't hold
   * goes into the smaller (Knuth's TwoSum), which is as good as a double and as quick as a float.
   */
  static void flush(float[] few, float[] high, float[] low, int width) {
    for (int i = 0; i < width; i++) {
      float term = few[i];
      float sum = high[i] + term;
      float part = sum - high[i];
      low[i] += (high[i] - (sum - part)) + (term - part);
      high[i] = sum;
      few[i] = 0;
    }
  }
}
