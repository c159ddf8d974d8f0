package org.espalier.estimator.lasso.internal;

import java.util.BitSet;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

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
  private final Queue<Column> found = new PriorityQueue<>(STEEPEST_FIRST.reversed());
  private double highest;
  private volatile double cutoff;

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
    Queue<Column> some = new PriorityQueue<>(STEEPEST_FIRST.reversed());
    double high = 0;
    double least = cutoff;
    for (int i = 0; i < width; i++) {
      double bound = scales.bound(from + i, products[i], norm);
      boolean wanted = bound > threshold && bound >= least;
      if ((wanted || bound > high) && !apart.get(from + i)) {
        high = Math.max(high, bound);
        if (wanted) {
          some.add(new Column(from + i, bound));
          least = Math.max(least, trim(some));
        }
      }
    }
    synchronized (found) {
      highest = Math.max(highest, high);
      found.addAll(some);
      cutoff = Math.max(cutoff, trim(found));
    }
  }

  /** Keeps the steepest; the bound below which nothing more can be among them. */
  private double trim(Queue<Column> columns) {
    while (columns.size() > most) {
      columns.remove();
    }
    Column last = columns.peek();
    return columns.size() < most || last == null ? 0 : last.bound;
  }

  /** The largest bound outside the working set, or 0. */
  double highest() {
    return highest;
  }

  /** Up to so many columns above the threshold, the steepest first, of equal ones by index. */
  int[] indices() {
    return found.stream().sorted(STEEPEST_FIRST).mapToInt(Column::index).toArray();
  }
}
