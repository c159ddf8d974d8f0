package org.espalier.estimator.lasso.internal;

import java.util.BitSet;

/**
 * What a pass must know of each column c to weigh its products.
 *
 * <p>The product xᵀv, times 1/s, is the column's score; of a block that is read in floats it is off
 * by at most {@link FloatTile#ERROR} ‖v‖ ‖x‖/s. Sixteen bytes a column.
 */
final class ColumnScales {
  private final double[] inverse;
  private final double[] reach;
  private final BitSet exact;

  /** Every column without a part, every block in floats, until told otherwise. */
  ColumnScales(int columns) {
    this.inverse = new double[columns];
    this.reach = new double[columns];
    this.exact = new BitSet();
  }

  /**
   * Sets a column.
   *
   * @param inverseScale 1/s: s is its population deviation if standardised, else 1; or 0 for a
   *     column that takes no part
   * @param length ‖x‖ as a pass sees it, or 0 where that is exact
   */
  void set(int column, double inverseScale, double length) {
    inverse[column] = inverseScale;
    reach[column] = length * inverseScale;
  }

  /** A block whose columns need double precision. */
  void setExact(int block) {
    synchronized (exact) {
      exact.set(block);
    }
  }

  boolean isExact(int block) {
    return exact.get(block);
  }

  /** 1/s, or 0 for a column that takes no part. */
  double inverse(int column) {
    return inverse[column];
  }

  /**
   * An upper bound of |xᵀv|/s.
   *
   * @param product xᵀv as a pass found it
   * @param norm ‖v‖
   */
  double bound(int column, double product, double norm) {
    double score = Math.abs(product) * inverse[column];
    // The deviation itself is off by a few such errors where it was summed in floats.
    return reach[column] == 0
        ? score
        : score + FloatTile.ERROR * (norm * reach[column] + 8 * score);
  }

  /** Columns that take no part. */
  int leftOut() {
    int count = 0;
    for (double value : inverse) {
      count += value == 0 ? 1 : 0;
    }
    return count;
  }
}
