package org.espalier.estimator.lasso.internal;

import java.util.Arrays;

/**
 * Some of the rows of a problem, or all: the half of a subsample, the part that a fold trains on.
 */
final class Sample {
  private final int total;
  private final int[] chosen;

  private Sample(int total, int[] chosen) {
    this.total = total;
    this.chosen = chosen;
  }

  static Sample all(int rows) {
    int[] all = new int[rows];
    Arrays.setAll(all, t -> t);
    return new Sample(rows, all);
  }

  /**
   * Some rows.
   *
   * @param rows of the whole problem
   * @param chosen rising
   */
  static Sample of(int rows, int[] chosen) {
    return new Sample(rows, chosen.clone());
  }

  /** Rows chosen. */
  int size() {
    return chosen.length;
  }

  /** The rows chosen, rising; not to be changed. */
  int[] rows() {
    return chosen;
  }

  /** The chosen values of a column of the whole problem. */
  double[] of(double[] column) {
    double[] values = new double[chosen.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = column[chosen[i]];
    }
    return values;
  }

  /** The inverse: one value a row of the whole problem, 0 where it is not chosen. */
  double[] spread(double[] values) {
    double[] column = new double[total];
    for (int i = 0; i < values.length; i++) {
      column[chosen[i]] = values[i];
    }
    return column;
  }
}
