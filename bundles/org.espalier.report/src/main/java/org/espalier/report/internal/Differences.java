package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.List;
import org.espalier.harness.experiment.EstimatorChoice;
import org.espalier.harness.result.Stage;
import org.espalier.report.internal.Comparison.Column;

/** The paired differences that a comparison is after, family by family. */
final class Differences {
  private final Comparison comparison;

  Differences(Comparison comparison) {
    this.comparison = comparison;
  }

  /**
   * Every other method minus a reference at the requested sparsities. A family is one stage: all
   * methods at all sparsities.
   */
  List<TestedDifference> leads(Method reference) {
    List<TestedDifference> leads = new ArrayList<>();
    for (Stage stage : comparison.stages()) {
      List<Column> requested = comparison.columns(stage).stream().filter(c -> !c.chosen()).toList();
      List<TestedDifference> family = new ArrayList<>();
      for (Method method : comparison.methods()) {
        if (!method.equals(reference)) {
          family.addAll(untested(method, reference, requested));
        }
      }
      leads.addAll(TestedDifference.family(family));
    }
    return leads;
  }

  /**
   * The highest mean accuracy minus the next at each requested sparsity. A family is one stage. Who
   * is best is read off the same seeds, so that the p values are on the small side.
   */
  List<TestedDifference> runnersUp() {
    List<TestedDifference> all = new ArrayList<>();
    for (Stage stage : comparison.stages()) {
      List<TestedDifference> family = new ArrayList<>();
      for (Column column : comparison.columns(stage)) {
        List<Method> ranked = comparison.ranked(column);
        if (ranked.size() > 1) {
          family.addAll(untested(ranked.get(0), ranked.get(1), List.of(column)));
        }
      }
      all.addAll(TestedDifference.family(family));
    }
    return all;
  }

  /**
   * Every method with evidence from the measured loss change minus the same with evidence from a
   * substitute. All of them are one family.
   */
  List<TestedDifference> lossChanges() {
    List<TestedDifference> family = new ArrayList<>();
    for (Method measured : comparison.methods()) {
      for (Method other : comparison.methods()) {
        if (isSubstitute(other, measured)) {
          for (Stage stage : comparison.stages()) {
            family.addAll(untested(measured, other, comparison.columns(stage)));
          }
        }
      }
    }
    return TestedDifference.family(family);
  }

  private static boolean isSubstitute(Method other, Method measured) {
    return other.isSubstituted()
        && other.policy().equals(measured.policy())
        && EstimatorChoice.parse(other.estimator()).measured().id().equals(measured.estimator());
  }

  private List<TestedDifference> untested(Method method, Method other, List<Column> columns) {
    List<TestedDifference> differences = new ArrayList<>();
    for (Column column : columns) {
      comparison
          .difference(method, other, column)
          .ifPresent(d -> differences.add(TestedDifference.untested(method, other, column, d)));
    }
    return differences;
  }
}
