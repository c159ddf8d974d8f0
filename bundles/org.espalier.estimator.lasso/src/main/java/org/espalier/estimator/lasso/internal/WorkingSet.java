package org.espalier.estimator.lasso.internal;

import java.util.Arrays;

/**
 * The columns of X that the solver looks at, each partialled out and of length 1, with the rows of
 * their Gram matrix AᵀA that have been asked for.
 */
final class WorkingSet {
  private final SquaredUpdates features;
  private final UnpenalizedColumns unpenalized;
  private int[] indices = new int[0];
  private double[][] columns = new double[0][];
  private double[] norms = new double[0];
  private double[][] gram = new double[0][];

  WorkingSet(SquaredUpdates features, UnpenalizedColumns unpenalized) {
    this.features = features;
    this.unpenalized = unpenalized;
  }

  int size() {
    return indices.length;
  }

  /** Index in X of a member. */
  int index(int member) {
    return indices[member];
  }

  /** n values of length 1. */
  double[] column(int member) {
    return columns[member];
  }

  /** ‖x − QQᵀx‖, the length before it became 1. */
  double norm(int member) {
    return norms[member];
  }

  /** Adds columns of X; members keep their places. */
  void add(int[] added) {
    int old = indices.length;
    int size = old + added.length;
    indices = Arrays.copyOf(indices, size);
    System.arraycopy(added, 0, indices, old, added.length);
    columns = Arrays.copyOf(columns, size);
    System.arraycopy(features.extract(added), 0, columns, old, added.length);
    norms = Arrays.copyOf(norms, size);
    gram = Arrays.copyOf(gram, size);
    for (int member = old; member < size; member++) {
      gram[member] = new double[0];
      double[] column = columns[member];
      unpenalized.project(column);
      norms[member] = Math.sqrt(Vectors.squaredNorm(column));
      Vectors.scale(1 / norms[member], column);
    }
  }

  /** Row of AᵀA, one value a member; valid until members are added. */
  double[] gram(int member) {
    double[] row = gram[member];
    int known = row.length;
    if (known < columns.length) {
      row = Arrays.copyOf(row, columns.length);
      Vectors.dots(columns[member], columns, known, row);
      row[member] = 1;
      gram[member] = row;
    }
    return row;
  }
}
