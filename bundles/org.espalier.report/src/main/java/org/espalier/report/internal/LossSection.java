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
    List<String> conclusions = new ArrayList<>();
    bySubstitute(tested).forEach((change, own) -> conclusions.add(conclusion(change, own)));
    return "The measured ΔL is significantly better than its substitute at %d of %s and significantly worse at %d. %s"
        .formatted(
            count(tested, true),
            Text.count(tested.size(), "comparison"),
            count(tested, false),
            String.join(" ", conclusions));
  }

  private static String tallies(List<TestedDifference> tested) {
    List<String> parts = new ArrayList<>();
    bySubstitute(tested)
        .forEach(
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

  private static Map<LossChange, List<TestedDifference>> bySubstitute(
      List<TestedDifference> tested) {
    Map<LossChange, List<TestedDifference>> groups = new EnumMap<>(LossChange.class);
    for (TestedDifference one : tested) {
      LossChange change = EstimatorChoice.parse(one.other().estimator()).lossChange();
      groups.computeIfAbsent(change, k -> new ArrayList<>()).add(one);
    }
    return groups;
  }

  /** What a substitute leaves in place is what the measured change must add to. */
  private static String conclusion(LossChange change, List<TestedDifference> tested) {
    String what =
        change == LossChange.FIRST_ORDER
            ? "what it tells beyond the norms of the updates"
            : "its tie to the steps";
    if (count(tested, true) == 0) {
      return "Nothing here shows that %s helps these policies to prune.".formatted(what);
    }
    return "%s helps to prune in some places%s."
        .formatted(
            Character.toUpperCase(what.charAt(0)) + what.substring(1),
            count(tested, false) == 0 ? "" : " and harms in others");
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
