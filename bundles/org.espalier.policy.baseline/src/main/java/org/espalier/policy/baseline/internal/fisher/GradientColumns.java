package org.espalier.policy.baseline.internal.fisher;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.trajectory.GradientRows;

/**
 * G of shape (N, m): N gradients of a trajectory, each scaled to length 1, over the m living
 * prunable weights, column by column. Its products take no more than N × N and m more numbers.
 */
final class GradientColumns {
  /** Values to hold, 512 MB of floats; of a wider network fewer gradients are looked at. */
  private static final int MOST_VALUES = 1 << 27;

  /** Columns that one thread works on at a time. */
  private static final int BLOCK = 1 << 12;

  /** Rows of a Gram matrix that one thread works on at a time. */
  private static final int STRIP = 64;

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

  private double[] part(double[] v, int from) {
    progress.check();
    double[] part = new double[rows];
    for (int q = from; q < Math.min(from + BLOCK, v.length); q++) {
      double factor = v[q];
      if (factor != 0) {
        int at = q * rows;
        for (int i = 0; i < part.length; i++) {
          part[i] += factor * values[at + i];
        }
      }
    }
    return part;
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

  /** A column as doubles. */
  void read(int column, double[] into) {
    int at = column * rows;
    for (int i = 0; i < rows; i++) {
      into[i] = values[at + i];
    }
  }

  /** GGᵀ over some columns, row by row; only the lower triangle is to be read. */
  double[] gram(int[] columns) {
    double[] sums = new double[rows * rows];
    IntStream.range(0, (rows + STRIP - 1) / STRIP)
        .parallel()
        .forEach(strip -> addStrip(columns, strip * STRIP, sums));
    return sums;
  }

  /** Four columns at a time, so that each sum is loaded and stored once for four products. */
  private void addStrip(int[] columns, int first, double[] sums) {
    double[] a = new double[rows];
    double[] b = new double[rows];
    double[] c = new double[rows];
    double[] d = new double[rows];
    for (int at = 0; at < columns.length; at += 4) {
      if (at % BLOCK == 0) {
        progress.check();
      }
      readOrClear(columns, at, a);
      readOrClear(columns, at + 1, b);
      readOrClear(columns, at + 2, c);
      readOrClear(columns, at + 3, d);
      for (int i = first; i < Math.min(first + STRIP, rows - 1); i += 2) {
        addTwoRows(sums, i, a, b, c, d);
      }
      if (rows % 2 == 1 && rows <= first + STRIP) {
        addLastRow(sums, a, b, c, d);
      }
    }
  }

  /** Two rows at a time, so that each value is loaded once for two sums. */
  private static void addTwoRows(
      double[] sums, int i, double[] a, double[] b, double[] c, double[] d) {
    double a0 = a[i];
    double b0 = b[i];
    double c0 = c[i];
    double d0 = d[i];
    double a1 = a[i + 1];
    double b1 = b[i + 1];
    double c1 = c[i + 1];
    double d1 = d[i + 1];
    int at = i * a.length;
    int next = at + a.length;
    for (int j = 0; j <= i + 1; j++) {
      sums[at + j] += a0 * a[j] + b0 * b[j] + (c0 * c[j] + d0 * d[j]);
      sums[next + j] += a1 * a[j] + b1 * b[j] + (c1 * c[j] + d1 * d[j]);
    }
  }

  private static void addLastRow(double[] sums, double[] a, double[] b, double[] c, double[] d) {
    int last = a.length - 1;
    for (int j = 0; j <= last; j++) {
      sums[last * a.length + j] +=
          a[last] * a[j] + b[last] * b[j] + (c[last] * c[j] + d[last] * d[j]);
    }
  }

  private void readOrClear(int[] columns, int at, double[] into) {
    if (at < columns.length) {
      read(columns[at], into);
    } else {
      Arrays.fill(into, 0);
    }
  }

  private static IntStream blocks(int length) {
    return IntStream.range(0, (length + BLOCK - 1) / BLOCK).map(b -> b * BLOCK).parallel();
  }
}
