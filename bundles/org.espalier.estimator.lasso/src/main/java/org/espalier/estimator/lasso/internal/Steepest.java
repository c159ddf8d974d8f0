package org.espalier.estimator.lasso.internal;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The columns outside a working set that are steepest against a vector v: whose upper bound of
 * |xᵀv|/s is above a threshold, and the largest such bound of all. Safe for many threads; what it
 * says doesn't depend on their order.
 */
final class Steepest implements FeaturePass.Sink {
  private static final Comparator<Column> STEEPEST_FIRST =
      Comparator.comparingDouble((Column c) -> -c.bound).thenComparingInt(c -> c.index);

  private final ColumnScales scales;
  private final BitSet apart;
  private final double norm;
  private final double threshold;
  private final int most;
  private final List<Column> found = new ArrayList<>();
  private double highest;

  /**
   * A column.
   *
   * @param index of it
   * @param bound an upper bound of |xᵀv|/s
   */
  record Column(int index, double bound) {}

  /**
   * @param apart columns not to look at; not changed meanwhile
   * @param norm ‖v‖
   * @param threshold that a column of interest is above
   * @param most columns to keep
   */
  Steepest(ColumnScales scales, BitSet apart, double norm, double threshold, int most) {
    this.scales = scales;
    this.apart = apart;
    this.norm = norm;
    this.threshold = threshold;
    this.most = most;
  }

  @Override
  public void accept(int vector, int from, double[] products, int width) {
    List<Column> some = new ArrayList<>();
    double high = 0;
    for (int i = 0; i < width; i++) {
      double bound = scales.bound(from + i, products[i], norm);
      if (bound > Math.min(high, threshold) && !apart.get(from + i)) {
        high = Math.max(high, bound);
        if (bound > threshold) {
          some.add(new Column(from + i, bound));
        }
      }
    }
    trim(some);
    synchronized (found) {
      highest = Math.max(highest, high);
      found.addAll(some);
      if (found.size() > 4 * most) {
        trim(found);
      }
    }
  }

  private void trim(List<Column> columns) {
    Collections.sort(columns, STEEPEST_FIRST);
    if (columns.size() > most) {
      columns.subList(most, columns.size()).clear();
    }
  }

  /** The largest bound outside the working set, or 0. */
  double highest() {
    return highest;
  }

  /** Up to so many columns above the threshold, the steepest first, of equal ones by index. */
  int[] indices() {
    trim(found);
    return found.stream().mapToInt(Column::index).toArray();
  }
}
