package org.espalier.estimator.lasso.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The Cholesky factor L of a Gram matrix G = LLᵀ of columns that come and go, one at a time,
 * without beginning anew (Golub and Van Loan, Matrix Computations, section 6.5).
 */
final class Cholesky {
  /** Squared distance from the span of the others below which a column depends on them. */
  private static final double DEPENDENT = 1e-12;

  private final List<double[]> rows = new ArrayList<>();

  int size() {
    return rows.size();
  }

  void clear() {
    rows.clear();
  }

  /**
   * Appends a column of length 1 unless it depends on those before.
   *
   * @param products its products with the columns before it
   * @return whether it was appended
   */
  boolean append(double[] products) {
    return append(products, 1);
  }

  /**
   * Appends a column unless it depends on those before.
   *
   * @param products its products with the columns before it; more values are not looked at
   * @param squaredLength its product with itself
   * @return whether it was appended
   */
  boolean append(double[] products, double squaredLength) {
    int size = rows.size();
    double[] row = new double[size + 1];
    double squares = 0;
    for (int i = 0; i < size; i++) {
      double[] above = rows.get(i);
      row[i] = (products[i] - Vectors.dot(above, row, i)) / above[i];
      squares = Math.fma(row[i], row[i], squares);
    }
    double pivot = squaredLength - squares;
    if (!(pivot > DEPENDENT * squaredLength)) {
      return false;
    }
    row[size] = Math.sqrt(pivot);
    rows.add(row);
    return true;
  }

  /** Removes a column; those behind it move up by one. */
  void remove(int position) {
    rows.remove(position);
    int size = rows.size();
    double[] cosines = new double[size];
    double[] sines = new double[size];
    for (int r = position; r < size; r++) {
      double[] row = rows.get(r);
      for (int j = position; j < r; j++) {
        double left = row[j];
        double right = row[j + 1];
        row[j] = cosines[j] * left + sines[j] * right;
        row[j + 1] = cosines[j] * right - sines[j] * left;
      }
      double length = Math.hypot(row[r], row[r + 1]);
      cosines[r] = row[r] / length;
      sines[r] = row[r + 1] / length;
      row[r] = length;
      rows.set(r, Arrays.copyOf(row, r + 1));
    }
  }

  /**
   * Solves Gx = b.
   *
   * @param b one value a column; becomes x
   */
  void solve(double[] b) {
    int size = rows.size();
    for (int i = 0; i < size; i++) {
      double[] row = rows.get(i);
      b[i] = (b[i] - Vectors.dot(row, b, i)) / row[i];
    }
    for (int i = size - 1; i >= 0; i--) {
      double[] row = rows.get(i);
      b[i] /= row[i];
      Vectors.addScaled(-b[i], row, b, i);
    }
  }
}
