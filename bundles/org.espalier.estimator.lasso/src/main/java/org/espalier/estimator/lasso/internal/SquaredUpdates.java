package org.espalier.estimator.lasso.internal;

import java.util.Arrays;
import org.espalier.core.Progress;
import org.espalier.core.trajectory.FloatRows;
import org.espalier.core.trajectory.Trajectories;
import org.jspecify.annotations.Nullable;

/**
 * The features (Δθₜ₋ⱼ,ₖ)² as a matrix X that is never built: n = T − q rows, and a column for each
 * lag j and parameter k, at index (lag's position) × p + k. Rows of updates are squared on the fly,
 * in double precision, in blocks of columns that stay in cache.
 *
 * <p>With an intercept, each column is seen minus its value in one row. That changes nothing behind
 * a projection that takes out the mean, and keeps the digits of a column that varies little.
 */
final class SquaredUpdates {
  private static final int BLOCK = 2048;

  private final FloatRows updates;
  private final int lagOrder;
  private final int[] lags;
  private final int parameters;
  private final double[] shift;

  /**
   * @param lagOrder q; 0 for the step's own updates, else lags 1..q
   * @param shifted whether to see each column minus its value in one row
   */
  SquaredUpdates(FloatRows updates, int lagOrder, boolean shifted) {
    this.updates = updates;
    this.lagOrder = lagOrder;
    this.lags = new int[Math.max(1, lagOrder)];
    Arrays.setAll(lags, l -> lagOrder == 0 ? 0 : l + 1);
    this.parameters = updates.columns();
    if ((long) parameters * lags.length > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "lags = %d of %d parameters are too many columns; the limit is 2^31 - 9"
              .formatted(lagOrder, parameters));
    }
    this.shift = new double[parameters];
    if (shifted) {
      float[] row = new float[parameters];
      updates.row(Math.max(0, lagOrder - 1)).get(row);
      Arrays.setAll(shift, k -> (double) row[k] * row[k]);
    }
  }

  /** n. */
  int rows() {
    return updates.rows() - lagOrder;
  }

  int columns() {
    return parameters * lags.length;
  }

  int parameters() {
    return parameters;
  }

  /** Xᵀv of several vectors of n values, in one pass over the updates. */
  double[][] transposeTimes(double[][] vectors, Progress progress) {
    double[][] products = new double[vectors.length][columns()];
    sweep(vectors, products, null, progress);
    return products;
  }

  /**
   * Xᵀv of several vectors and ‖x‖² of each column, in one pass that also looks at every value.
   *
   * @param squares receives ‖x‖², one value a column
   * @throws org.espalier.core.InvalidDataException if an update is not finite
   */
  double[][] moments(double[][] vectors, double[] squares, Progress progress) {
    double[][] products = new double[vectors.length][columns()];
    sweep(vectors, products, squares, progress);
    if (!Double.isFinite(Arrays.stream(squares).sum()) || !lastRowIsFinite()) {
      Trajectories.requireFinite(updates, "updates.npy", progress);
    }
    return products;
  }

  /**
   * Columns of X, one array of n values each.
   *
   * @param indices of columns
   */
  double[][] extract(int[] indices, Progress progress) {
    int n = rows();
    double[][] columns = new double[indices.length][n];
    for (int u = 0; u < updates.rows(); u++) {
      progress.check();
      var row = updates.row(u);
      for (int i = 0; i < indices.length; i++) {
        int t = u + lags[indices[i] / parameters] - lagOrder;
        if (t >= 0 && t < n) {
          int k = indices[i] % parameters;
          double update = row.get(k);
          columns[i][t] = update * update - shift[k];
        }
      }
    }
    return columns;
  }

  private void sweep(
      double[][] vectors, double[][] products, double @Nullable [] squares, Progress progress) {
    float[] floats = new float[Math.min(BLOCK, parameters)];
    double[] values = new double[floats.length];
    int n = rows();
    for (int from = 0; from < parameters; from += BLOCK) {
      int width = Math.min(BLOCK, parameters - from);
      for (int u = 0; u < updates.rows(); u++) {
        progress.check();
        updates.row(u).position(from).get(floats, 0, width);
        square(floats, from, width, values);
        for (int l = 0; l < lags.length; l++) {
          int t = u + lags[l] - lagOrder;
          if (t < 0 || t >= n) {
            continue;
          }
          int start = l * parameters + from;
          for (int v = 0; v < vectors.length; v++) {
            addScaled(vectors[v][t], values, products[v], start, width);
          }
          if (squares != null) {
            addSquares(values, squares, start, width);
          }
        }
      }
    }
  }

  private void square(float[] floats, int from, int width, double[] values) {
    for (int i = 0; i < width; i++) {
      double update = floats[i];
      values[i] = update * update - shift[from + i];
    }
  }

  private static void addScaled(double factor, double[] x, double[] sum, int start, int width) {
    for (int i = 0; i < width; i++) {
      sum[start + i] = Math.fma(factor, x[i], sum[start + i]);
    }
  }

  private static void addSquares(double[] x, double[] sum, int start, int width) {
    for (int i = 0; i < width; i++) {
      sum[start + i] = Math.fma(x[i], x[i], sum[start + i]);
    }
  }

  /** The lagged form never squares the last row. */
  private boolean lastRowIsFinite() {
    float[] row = new float[parameters];
    updates.row(updates.rows() - 1).get(row);
    return Trajectories.firstNotFinite(row, parameters) < 0;
  }
}
