package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.espalier.report.internal.Comparison.Column;

/**
 * A paired difference of two methods as one of a family of tests.
 *
 * @param method whose accuracy it is
 * @param other whose accuracy is taken off
 * @param column where both were measured
 * @param difference method minus other, paired by seed
 * @param adjusted the p value, adjusted by {@link Holm} over the family; NaN without a test
 * @param checked the p value of the signed-rank test, adjusted likewise
 */
record TestedDifference(
    Method method,
    Method other,
    Column column,
    PairedDifference difference,
    double adjusted,
    double checked) {
  /** The level that a whole family is held to. */
  static final double LEVEL = 0.05;

  /** What is yet to be tested. */
  static TestedDifference untested(
      Method method, Method other, Column column, PairedDifference difference) {
    return new TestedDifference(method, other, column, difference, Double.NaN, Double.NaN);
  }

  /**
   * The same with p values adjusted over all of them, but for those at sparsities of the methods'
   * own choice: there the accuracies of two methods are not at one sparsity.
   */
  static List<TestedDifference> family(List<TestedDifference> untested) {
    double[] adjusted = adjusted(untested, PairedDifference::p);
    double[] checked = adjusted(untested, PairedDifference::signedRank);
    List<TestedDifference> tested = new ArrayList<>();
    for (int i = 0; i < adjusted.length; i++) {
      TestedDifference t = untested.get(i);
      tested.add(
          new TestedDifference(t.method, t.other, t.column, t.difference, adjusted[i], checked[i]));
    }
    return tested;
  }

  private static double[] adjusted(
      List<TestedDifference> untested, ToDoubleFunction<PairedDifference> p) {
    return Holm.adjust(
        untested.stream()
            .mapToDouble(t -> t.column.chosen() ? Double.NaN : p.applyAsDouble(t.difference))
            .toArray());
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
