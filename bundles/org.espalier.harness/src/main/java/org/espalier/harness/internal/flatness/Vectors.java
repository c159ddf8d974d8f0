package org.espalier.harness.internal.flatness;

import java.util.Random;
import org.espalier.core.model.Mask;

/** Arithmetic of vectors in the subspace of what a mask keeps. */
final class Vectors {
  private Vectors() {}

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  static double[] scaled(double[] a, double by) {
    double[] result = a.clone();
    for (int k = 0; k < a.length; k++) {
      result[k] *= by;
    }
    return result;
  }

  /** Adds {@code by} times {@code b} to {@code a}. */
  static void add(double[] a, double by, double[] b) {
    for (int k = 0; k < a.length; k++) {
      a[k] += by * b[k];
    }
  }

  /** −1 or 1 where the mask keeps, each as likely; 0 elsewhere. */
  static double[] rademacher(Mask mask, Random random) {
    double[] signs = new double[mask.layout().size()];
    for (int k = 0; k < signs.length; k++) {
      // Drawn for cut weights, too, so that masks differ in nothing else.
      boolean positive = random.nextBoolean();
      signs[k] = !mask.keeps(k) ? 0 : positive ? 1 : -1;
    }
    return signs;
  }

  /** Standard normal values where the mask keeps; 0 elsewhere. */
  static double[] normal(Mask mask, Random random) {
    double[] values = new double[mask.layout().size()];
    for (int k = 0; k < values.length; k++) {
      double value = random.nextGaussian();
      values[k] = mask.keeps(k) ? value : 0;
    }
    return values;
  }
}
