package org.espalier.estimator.lasso.internal;

import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.espalier.core.Progress;
import org.espalier.core.trajectory.FloatRows;

/**
 * The features (Δθₜ₋ⱼ,ₖ)² as a matrix X that is never built: n = T − q rows, and a column for each
 * lag j and parameter k, at index (lag's position) × p + k.
 *
 * <p>With an intercept, each column is seen minus its value in one row. That changes nothing behind
 * a projection that takes out the mean, and keeps the digits of a column that varies little.
 */
final class SquaredUpdates {
  private final FloatRows updates;
  private final int lagOrder;
  private final int parameters;
  private final boolean shifted;

  /**
   * @param lagOrder q; 0 for the step's own updates, else lags 1..q
   * @param shifted whether to see each column minus its value in one row
   */
  SquaredUpdates(FloatRows updates, int lagOrder, boolean shifted) {
    this.updates = updates;
    this.lagOrder = lagOrder;
    this.parameters = updates.columns();
    this.shifted = shifted;
    if ((long) parameters * lags() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "lags = %d of %d parameters are too many columns; the limit is 2^31 - 9"
              .formatted(lagOrder, parameters));
    }
  }

  /** n. */
  int rows() {
    return updates.rows() - lagOrder;
  }

  int columns() {
    return parameters * lags();
  }

  int parameters() {
    return parameters;
  }

  /** How many columns each parameter has. */
  int lags() {
    return Math.max(1, lagOrder);
  }

  /** The columns of some parameters, lag by lag. */
  int[] columnsOf(IntStream chosen) {
    int[] ofOneLag = chosen.toArray();
    return IntStream.range(0, lags())
        .flatMap(lag -> IntStream.of(ofOneLag).map(k -> lag * parameters + k))
        .toArray();
  }

  FloatRows updates() {
    return updates;
  }

  /** The row of updates that is row 0 of the columns of a lag. */
  int firstUpdate(int lag) {
    return lagOrder == 0 ? 0 : lagOrder - (lag + 1);
  }

  boolean shifted() {
    return shifted;
  }

  /** The row of updates whose square each column of the parameter is seen without. */
  int shiftRow() {
    return Math.max(0, lagOrder - 1);
  }

  /**
   * Columns of X in double precision, one array of n values each.
   *
   * @param indices of columns, in any order
   */
  double[][] extract(int[] indices, Progress progress) {
    int n = rows();
    double[][] columns = new double[indices.length][n];
    for (int u = 0; u < updates.rows(); u++) {
      progress.check();
      FloatBuffer row = updates.row(u);
      for (int i = 0; i < indices.length; i++) {
        int t = u - firstUpdate(indices[i] / parameters);
        if (t >= 0 && t < n) {
          double update = row.get(indices[i] % parameters);
          columns[i][t] = update * update;
        }
      }
    }
    if (shifted) {
      FloatBuffer row = updates.row(shiftRow());
      for (int i = 0; i < indices.length; i++) {
        double update = row.get(indices[i] % parameters);
        Vectors.add(-update * update, columns[i]);
      }
    }
    return columns;
  }
}
