package org.espalier.policy.baseline.internal.fisher;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.trajectory.GradientRows;
import org.espalier.lib.algebra.LinearAlgebra;

/**
 * G of shape (N, m): N gradients of a trajectory, each scaled to length 1, over the m living
 * prunable weights, column by column. Its products take no more than N × N and m more numbers.
 */
final class GradientColumns {
  /** Values to hold, 512 MB of floats; of a wider network fewer gradients are looked at. */
  private static final int MOST_VALUES = 1 << 27;

  /** Columns that one thread works on at a time. */
  private static final int BLOCK = 1 << 12;

  /** Columns that are added to a Gram matrix at a time. */
  private static final int GRAM = 1 << 10;

  /** Gram matrices that are summed side by side, however many cores there are. */
  private static final int MOST_SHARES = 8;

  private static final int LEAST_ROWS = 2;

  private final int[] weights;
  private final int rows;
  private final float[] values;
  private final double scale;
  private final double batchSize;
  private final boolean thinned;
  private final Progress progress;

  private GradientColumns(
      int[] weights,
      int rows,
      float[] values,
      double scale,
      double batchSize,
      boolean thinned,
      Progress progress) {
    this.weights = weights;
    this.rows = rows;
    this.thinned = thinned;
    this.values = values;
    this.scale = scale;
    this.batchSize = batchSize;
    this.progress = progress;
  }

  /**
   * The gradients of a request's trajectory.
   *
   * @param most N at most
   * @throws InvalidDataException if the trajectory doesn't give two that are finite and not zero
   */
  static GradientColumns of(PruningRequest request, int most) {
    Progress progress = request.progress();
    int[] weights = living(request);
    int fitting = Math.max(LEAST_ROWS, MOST_VALUES / Math.max(1, weights.length));
    GradientRows sample =
        GradientRows.sample(request.trajectory(), Math.min(most, fitting), 0, progress);
    int rows = sample.count();
    float[] values = new float[rows * weights.length];
    for (int first = 0; first < weights.length; ) {
      int from = weights[first];
      int next = first;
      while (next < weights.length && weights[next] < from + BLOCK) {
        next++;
      }
      int start = first;
      int end = next;
      sample.visit(
          from,
          weights[end - 1] + 1 - from,
          (row, gradient, at) -> {
            progress.check();
            for (int q = start; q < end; q++) {
              values[q * rows + row] =
                  (float) (gradient[at + weights[q] - from] * sample.scale(row));
            }
          });
      first = next;
    }
    return new GradientColumns(
        weights,
        rows,
        values,
        sample.fisherScale(),
        sample.batchSize(),
        fitting < Math.min(most, request.trajectory().steps()),
        progress);
  }

  private static int[] living(PruningRequest request) {
    return request.layout().prunable().stream()
        .flatMapToInt(p -> IntStream.range(p.offset(), p.end()))
        .filter(request.alive()::keeps)
        .toArray();
  }

  /** N. */
  int rows() {
    return rows;
  }

  /** m. */
  int count() {
    return weights.length;
  }

  /** Tells where the network was too wide for as many gradients as were wanted. */
  Pruning noteThinned(Pruning pruning) {
    return thinned
        ? pruning.withNote("looked at only %d gradients, for so many weights".formatted(rows))
        : pruning;
  }

  /** Index in θ of a column's weight. */
  int weight(int column) {
    return weights[column];
  }

  /** {@link GradientRows#fisherScale}. */
  double scale() {
    return scale;
  }

  /** {@link GradientRows#batchSize}. */
  double batchSize() {
    return batchSize;
  }

  /**
   * The mean of g² over all gradients and weights.
   *
   * @throws InvalidDataException if it is 0
   */
  double meanSquare() {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    if (sum == 0 && count() > 0) {
      throw new InvalidDataException(
          "no weight that may be pruned has a gradient in the trajectory; record a training that"
              + " moves them");
    }
    return sum / Math.max(1, values.length);
  }

  /** One value of each column from one of each parameter. */
  double[] pick(float[] theta) {
    return Arrays.stream(weights).mapToDouble(k -> theta[k]).toArray();
  }

  /** Gv, over the columns where v is not 0; N values. */
  double[] times(double[] v) {
    List<double[]> parts = blocks(v.length).mapToObj(from -> part(v, from)).toList();
    double[] product = new double[rows];
    for (double[] part : parts) {
      for (int i = 0; i < rows; i++) {
        product[i] += part[i];
      }
    }
    return product;
  }

  /** Four columns at a time, so that each sum is loaded and stored once for four products. */
  private double[] part(double[] v, int from) {
    progress.check();
    double[] part = new double[rows];
    int[] columns = new int[Math.min(BLOCK, v.length - from)];
    int count = 0;
    for (int q = from; q < from + columns.length; q++) {
      if (v[q] != 0) {
        columns[count++] = q;
      }
    }
    int at = 0;
    for (; at < count - 3; at += 4) {
      addFour(v, columns[at], columns[at + 1], columns[at + 2], columns[at + 3], part);
    }
    for (; at < count; at++) {
      int q = columns[at];
      for (int i = 0; i < part.length; i++) {
        part[i] += v[q] * values[q * rows + i];
      }
    }
    return part;
  }

  private void addFour(double[] v, int a, int b, int c, int d, double[] sums) {
    double va = v[a];
    double vb = v[b];
    double vc = v[c];
    double vd = v[d];
    int fromA = a * rows;
    int fromB = b * rows;
    int fromC = c * rows;
    int fromD = d * rows;
    for (int i = 0; i < sums.length; i++) {
      sums[i] +=
          va * values[fromA + i]
              + vb * values[fromB + i]
              + (vc * values[fromC + i] + vd * values[fromD + i]);
    }
  }

  /** gᵀx for some columns; at the others 0. */
  double[] dots(double[] x, int[] columns) {
    double[] products = new double[count()];
    blocks(columns.length)
        .forEach(
            from -> {
              progress.check();
              for (int i = from; i < Math.min(from + BLOCK, columns.length); i++) {
                products[columns[i]] = dot(columns[i], x);
              }
            });
    return products;
  }

  private double dot(int column, double[] x) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int at = column * rows;
    int i = 0;
    for (; i < rows - 3; i += 4) {
      s0 += values[at + i] * x[i];
      s1 += values[at + i + 1] * x[i + 1];
      s2 += values[at + i + 2] * x[i + 2];
      s3 += values[at + i + 3] * x[i + 3];
    }
    for (; i < rows; i++) {
      s0 += values[at + i] * x[i];
    }
    return s0 + s1 + (s2 + s3);
  }

  /** Some columns beside each other, N rows. */
  double[] beside(int[] columns, int first, int count) {
    double[] beside = new double[rows * count];
    for (int c = 0; c < count; c++) {
      int at = columns[first + c] * rows;
      for (int row = 0; row < rows; row++) {
        beside[row * count + c] = values[at + row];
      }
    }
    return beside;
  }

  /** GGᵀ over some columns, row by row; only the lower triangle is to be read. */
  double[] gram(int[] columns) {
    int share = Math.max(GRAM, (columns.length + MOST_SHARES - 1) / MOST_SHARES);
    List<double[]> shares =
        IntStream.range(0, (columns.length + share - 1) / share)
            .parallel()
            .mapToObj(i -> gram(columns, i * share, Math.min(columns.length, (i + 1) * share)))
            .toList();
    double[] sum = new double[rows * rows];
    for (double[] part : shares) {
      add(1, part, sum);
    }
    return sum;
  }

  private double[] gram(int[] columns, int first, int end) {
    double[] sum = new double[rows * rows];
    for (int from = first; from < end; from += GRAM) {
      progress.check();
      int count = Math.min(GRAM, end - from);
      double[] some = new double[count * rows];
      for (int i = 0; i < count; i++) {
        int at = columns[from + i] * rows;
        for (int row = 0; row < rows; row++) {
          some[i * rows + row] = values[at + row];
        }
      }
      LinearAlgebra.best().addGram(1, some, count, rows, sum);
    }
    return sum;
  }

  /** S ← S + αA. */
  static void add(double alpha, double[] a, double[] s) {
    for (int i = 0; i < s.length; i++) {
      s[i] += alpha * a[i];
    }
  }

  private static IntStream blocks(int length) {
    return IntStream.range(0, (length + BLOCK - 1) / BLOCK).map(b -> b * BLOCK).parallel();
  }
}
