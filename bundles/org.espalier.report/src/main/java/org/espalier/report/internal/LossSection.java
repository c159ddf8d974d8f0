package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.harness.experiment.EstimatorChoice;
import org.espalier.harness.experiment.LossChange;

/**
 * Whether evidence from the measured loss change prunes better than evidence from a substitute.
 *
 * @param finding the headline, and what it means
 * @param tallies of each substitute, and how they were tested; empty if nothing could be
 * @param table of the differences
 * @param remark on the policies that no substitute reaches; empty if there is none
 */
record LossSection(String finding, String tallies, Table table, String remark) {

  /** The section; empty unless an estimator ran both as measured and with a substitute. */
  static Optional<LossSection> of(Comparison comparison, Map<Method, Style> styles) {
    List<TestedDifference> all = new Differences(comparison).lossChanges();
    if (all.isEmpty()) {
      return Optional.empty();
    }
    List<TestedDifference> tested = all.stream().filter(TestedDifference::tested).toList();
    return Optional.of(
        new LossSection(
            finding(tested),
            tested.isEmpty() ? "" : tallies(tested),
            new DifferenceTables(comparison, styles).lossChanges(all),
            remark(comparison)));
  }

  private static String finding(List<TestedDifference> tested) {
    if (tested.isEmpty()) {
      return "No comparison of the measured ΔL with a substitute could be tested; it takes two seeds"
          + " or more and a sparsity that is requested.";
    }
    long better = count(tested, true);
    long worse = count(tested, false);
    return "The measured ΔL is significantly better than its substitute at %d of %s and significantly worse at %d. %s"
        .formatted(
            better, Text.count(tested.size(), "comparison"), worse, conclusion(better, worse));
  }

  private static String tallies(List<TestedDifference> tested) {
    Map<LossChange, List<TestedDifference>> bySubstitute = new EnumMap<>(LossChange.class);
    tested.forEach(t -> bySubstitute.computeIfAbsent(substitute(t), k -> new ArrayList<>()).add(t));
    List<String> parts = new ArrayList<>();
    bySubstitute.forEach(
        (change, own) ->
            parts.add(
                "against %s it is better at %d and worse at %d of %d"
                    .formatted(change.id(), count(own, true), count(own, false), own.size())));
    return "One by one, %s: two-sided paired t tests, p values adjusted by Holm's procedure over all of them and below 0.05."
        .formatted(Text.list(parts));
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
