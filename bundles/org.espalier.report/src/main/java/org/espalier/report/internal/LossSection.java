package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.harness.experiment.EstimatorChoice;
import org.espalier.harness.experiment.LossChange;

/**
 * Whether evidence from the measured loss change prunes better than evidence from a substitute.
 *
 * @param finding in a few sentences
 * @param table of the differences
 * @param remark on the policies that no substitute reaches; empty if there is none
 */
record LossSection(String finding, Table table, String remark) {

  /** The section; empty unless an estimator ran both as measured and with a substitute. */
  static Optional<LossSection> of(Comparison comparison, Map<Method, Style> styles) {
    List<TestedDifference> tested = new Differences(comparison).lossChanges();
    return tested.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new LossSection(
                finding(tested),
                new DifferenceTables(comparison, styles).lossChanges(tested),
                remark(comparison)));
  }

  private static String finding(List<TestedDifference> differences) {
    List<TestedDifference> tested = differences.stream().filter(TestedDifference::tested).toList();
    if (tested.isEmpty()) {
      return "No comparison of the measured ΔL with a substitute could be tested; it takes two seeds"
          + " or more and a sparsity that is requested.";
    }
    Map<LossChange, List<TestedDifference>> bySubstitute = new LinkedHashMap<>();
    tested.forEach(t -> bySubstitute.computeIfAbsent(substitute(t), k -> new ArrayList<>()).add(t));
    List<String> parts = new ArrayList<>();
    bySubstitute.forEach(
        (change, own) ->
            parts.add("against %s %s of %d".formatted(change.id(), tally(own), own.size())));
    return "The measured ΔL is significantly better than its substitute at %d of %s and significantly worse at %d (%s; paired t tests, Holm-adjusted p < 0.05). %s"
        .formatted(
            count(tested, true),
            Text.count(tested.size(), "comparison"),
            count(tested, false),
            String.join("; ", parts),
            conclusion(count(tested, true), count(tested, false)));
  }

  private static String tally(List<TestedDifference> tested) {
    return "better at %d, worse at %d".formatted(count(tested, true), count(tested, false));
  }

  private static long count(List<TestedDifference> tested, boolean better) {
    return tested.stream().filter(t -> better ? t.better() : t.worse()).count();
  }

  private static String conclusion(long better, long worse) {
    if (better == 0) {
      return "Nothing here shows that the measured loss helps these policies to prune.";
    }
    return worse == 0
        ? "Where it is better, what is Granger-predictive of the measured loss helps to prune."
        : "It helps to prune in some places and harms in others.";
  }

  private static LossChange substitute(TestedDifference tested) {
    return EstimatorChoice.parse(tested.other().estimator()).lossChange();
  }

  private static String remark(Comparison comparison) {
    List<String> without =
        comparison.methods().stream()
            .filter(m -> m.estimator().isEmpty())
            .map(Method::policy)
            .distinct()
            .toList();
    return without.isEmpty()
        ? ""
        : "%s %s given no evidence, so no substitute reaches %s: %s once. Of the recorded trajectory, Espalier's own such policies read updates or gradients and never ΔL."
            .formatted(
                Text.list(without),
                without.size() == 1 ? "is" : "are",
                without.size() == 1 ? "it" : "them",
                without.size() == 1 ? "it is run" : "each is run");
  }
}
