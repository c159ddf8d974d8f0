package org.espalier.estimator.lasso.internal;

/** Sums over arrays, with several partial sums so that the processor needn't wait for each. */
final class Vectors {
  private Vectors() {}

  /** aᵀb over the first {@code length} values. */
  static double dot(double[] a, double[] b, int length) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < length; i += 4) {
      s0 = Math.fma(a[i], b[i], s0);
      s1 = Math.fma(a[i + 1], b[i + 1], s1);
      s2 = Math.fma(a[i + 2], b[i + 2], s2);
      s3 = Math.fma(a[i + 3], b[i + 3], s3);
    }
    for (; i < length; i++) {
      s0 = Math.fma(a[i], b[i], s0);
    }
    return (s0 + s1) + (s2 + s3);
  }

  static double dot(double[] a, double[] b) {
    return dot(a, b, a.length);
  }

  /** ‖a‖². */
  static double squaredNorm(double[] a) {
    return dot(a, a);
  }

  /** y ← y + factor x, over the first {@code length} values. */
  static void addScaled(double factor, double[] x, double[] y, int length) {
    for (int i = 0; i < length; i++) {
      y[i] = Math.fma(factor, x[i], y[i]);
    }
  }

  static void addScaled(double factor, double[] x, double[] y) {
    addScaled(factor, x, y, x.length);
  }

  /** The power of 2 just above the largest magnitude, or 1 for zeros. */
  static double powerAbove(double[] v) {
    double largest = 0;
    for (double value : v) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest == 0 ? 1 : Math.scalb(1.0, Math.getExponent(largest) + 1);
  }

  /** Population deviation. */
  static double deviation(double[] v) {
    double mean = 0;
    for (double value : v) {
      mean += value / v.length;
    }
    double squares = 0;
    for (double value : v) {
      squares = Math.fma(value - mean, value - mean, squares);
    }
    return Math.sqrt(squares / v.length);
  }

  /** x ← x + term. */
  static void add(double term, double[] x) {
    for (int i = 0; i < x.length; i++) {
      x[i] += term;
    }
  }

  static void scale(double factor, double[] x) {
    for (int i = 0; i < x.length; i++) {
      x[i] *= factor;
    }
  }

  /** sums[at + j] ← aᵀb_j for four vectors at once, each value of a read once. */
  static void dots(
      double[] a, double[] b0, double[] b1, double[] b2, double[] b3, double[] sums, int at) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    for (int i = 0; i < a.length; i++) {
      double x = a[i];
      s0 = Math.fma(x, b0[i], s0);
      s1 = Math.fma(x, b1[i], s1);
      s2 = Math.fma(x, b2[i], s2);
      s3 = Math.fma(x, b3[i], s3);
    }
    sums[at] = s0;
    sums[at + 1] = s1;
    sums[at + 2] = s2;
    sums[at + 3] = s3;
  }
}
