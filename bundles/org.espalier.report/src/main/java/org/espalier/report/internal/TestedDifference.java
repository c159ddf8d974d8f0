package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.List;
import org.espalier.report.internal.Comparison.Column;

/**
 * A paired difference of two methods as one of a family of tests.
 *
 * @param method whose accuracy it is
 * @param other whose accuracy is taken off
 * @param column where both were measured
 * @param difference method minus other, paired by seed
 * @param adjusted the p value, adjusted by {@link Holm} over the family; NaN without a test
 */
record TestedDifference(
    Method method, Method other, Column column, PairedDifference difference, double adjusted) {
  /** The level that a whole family is held to. */
  static final double LEVEL = 0.05;

  /** What is yet to be tested. */
  static TestedDifference untested(
      Method method, Method other, Column column, PairedDifference difference) {
    return new TestedDifference(method, other, column, difference, Double.NaN);
  }

  /**
   * The same with p values adjusted over all of them, but for those at sparsities of the methods'
   * own choice: there the accuracies of two methods are not at one sparsity.
   */
  static List<TestedDifference> family(List<TestedDifference> untested) {
    double[] adjusted =
        Holm.adjust(
            untested.stream()
                .mapToDouble(t -> t.column.chosen() ? Double.NaN : t.difference.p())
                .toArray());
    List<TestedDifference> tested = new ArrayList<>();
    for (int i = 0; i < adjusted.length; i++) {
      TestedDifference t = untested.get(i);
      tested.add(new TestedDifference(t.method, t.other, t.column, t.difference, adjusted[i]));
    }
    return tested;
  }

  boolean tested() {
    return !Double.isNaN(adjusted);
  }

  boolean better() {
    return adjusted < LEVEL && difference.mean() > 0;
  }

  boolean worse() {
    return adjusted < LEVEL && difference.mean() < 0;
  }
}
