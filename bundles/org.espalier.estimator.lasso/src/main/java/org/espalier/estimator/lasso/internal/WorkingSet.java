package org.espalier.estimator.lasso.internal;

import java.util.Arrays;
import org.espalier.core.Progress;

/** The columns of X that the solver looks at, each partialled out and brought to length 1. */
final class WorkingSet {
  private final SquaredUpdates features;
  private final UnpenalizedColumns unpenalized;
  private int[] indices = new int[0];
  private double[][] columns = new double[0][];
  private double[] norms = new double[0];

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

  /** Aᵀv for some members: products[i] for the i-th of {@code members}. */
  void products(int[] members, int count, double[] v, double[] products) {
    int i = 0;
    for (; i + 3 < count; i += 4) {
      Vectors.dots(
          v,
          columns[members[i]],
          columns[members[i + 1]],
          columns[members[i + 2]],
          columns[members[i + 3]],
          products,
          i);
    }
    for (; i < count; i++) {
      products[i] = Vectors.dot(columns[members[i]], v);
    }
  }

  /** Adds columns of X; members keep their places. */
  void add(int[] added, Progress progress) {
    int old = indices.length;
    int size = old + added.length;
    indices = Arrays.copyOf(indices, size);
    System.arraycopy(added, 0, indices, old, added.length);
    columns = Arrays.copyOf(columns, size);
    System.arraycopy(features.extract(added, progress), 0, columns, old, added.length);
    norms = Arrays.copyOf(norms, size);
    for (int member = old; member < size; member++) {
      double[] column = columns[member];
      unpenalized.project(column);
      norms[member] = Math.sqrt(Vectors.squaredNorm(column));
      Vectors.scale(1 / norms[member], column);
    }
  }
}
