package org.espalier.estimator.lasso.internal;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.espalier.core.Progress;

/**
 * The columns of X that the solver looks at, in double precision, each partialled out and brought
 * to length 1.
 */
final class WorkingSet {
  /** Squared share of a column outside the unpenalised span below which it takes no part. */
  private static final double DEPENDENT = 1e-12;

  private final SquaredUpdates features;
  private final UnpenalizedColumns unpenalized;
  private final Sample sample;
  private final boolean standardize;
  private final BitSet seen = new BitSet();
  private int[] indices = new int[0];
  private double[][] columns = new double[0][];
  private double[] norms = new double[0];
  private double[] scales = new double[0];
  private int size;
  private int dependent;

  /**
   * @param sample the rows that are looked at
   * @param standardize whether a column's scale is its population deviation over all rows, else 1
   */
  WorkingSet(
      SquaredUpdates features, UnpenalizedColumns unpenalized, Sample sample, boolean standardize) {
    this.features = features;
    this.unpenalized = unpenalized;
    this.sample = sample;
    this.standardize = standardize;
  }

  int size() {
    return size;
  }

  /** Columns that are members, or can't be. */
  BitSet seen() {
    return seen;
  }

  /** Columns that were to be members, but depend on the unpenalised ones. */
  int dependent() {
    return dependent;
  }

  /** Index in X of a member. */
  int index(int member) {
    return indices[member];
  }

  /** One value a row, of length 1. */
  double[] column(int member) {
    return columns[member];
  }

  /** ‖x − QQᵀx‖, the length before it became 1. */
  double norm(int member) {
    return norms[member];
  }

  /** s, what the penalty of the member's coefficient is in units of. */
  double scale(int member) {
    return scales[member];
  }

  /** The largest |xᵀv|/s of a member, for v that has no part in the unpenalised columns. */
  double steepest(double[] v) {
    double[] products = products(v);
    double steepest = 0;
    for (int i = 0; i < products.length; i++) {
      steepest = Math.max(steepest, Math.abs(products[i]) * norms[i] / scales[i]);
    }
    return steepest;
  }

  /** Aᵀv, one value a member. */
  double[] products(double[] v) {
    double[] products = new double[size];
    int i = 0;
    for (; i + 3 < products.length; i += 4) {
      Vectors.dots(v, columns[i], columns[i + 1], columns[i + 2], columns[i + 3], products, i);
    }
    for (; i < products.length; i++) {
      products[i] = Vectors.dot(columns[i], v);
    }
    return products;
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

  /** Adds columns of X that it has not seen; members keep their places. */
  void add(int[] added, Progress progress) {
    double[][] extracted = features.extract(added, progress);
    reserve(added.length);
    for (int i = 0; i < added.length; i++) {
      double scale = standardize ? Vectors.deviation(extracted[i]) : 1;
      add(added[i], sample.of(extracted[i]), 1, scale);
    }
  }

  /**
   * Adds members of a set over all rows.
   *
   * @param residual one value a row: the members that are steepest against it are taken
   * @param most members to take
   */
  void addSteepest(WorkingSet whole, double[] residual, int most) {
    double[] products = whole.products(residual);
    int[] order =
        IntStream.range(0, products.length)
            .boxed()
            .sorted(
                Comparator.comparingDouble(
                    i -> -Math.abs(products[i]) * whole.norms[i] / whole.scales[i]))
            .limit(most)
            .mapToInt(Integer::intValue)
            .sorted()
            .toArray();
    reserve(order.length);
    for (int i : order) {
      add(whole.indices[i], sample.of(whole.columns[i]), whole.norms[i], whole.scales[i]);
    }
  }

  private void reserve(int more) {
    indices = Arrays.copyOf(indices, size + more);
    columns = Arrays.copyOf(columns, size + more);
    norms = Arrays.copyOf(norms, size + more);
    scales = Arrays.copyOf(scales, size + more);
  }

  /**
   * @param column becomes the member's own
   * @param length what the column was divided by before
   */
  private void add(int index, double[] column, double length, double scale) {
    seen.set(index);
    double before = Vectors.squaredNorm(column);
    unpenalized.project(column);
    double squares = Vectors.squaredNorm(column);
    if (squares > DEPENDENT * before && scale > 0) {
      Vectors.scale(1 / Math.sqrt(squares), column);
      indices[size] = index;
      columns[size] = column;
      norms[size] = Math.sqrt(squares) * length;
      scales[size++] = scale;
    } else {
      dependent++;
    }
  }
}
