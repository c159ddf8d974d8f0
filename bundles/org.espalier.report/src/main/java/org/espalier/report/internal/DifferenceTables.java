package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.harness.experiment.EstimatorChoice;
import org.espalier.report.internal.Comparison.Column;
import org.espalier.report.internal.StageGrid.Line;
import org.espalier.report.internal.Table.Entry;

/** Tables of paired differences with one column a stage and sparsity. */
final class DifferenceTables {
  private static final String HOW =
      " in percentage points: mean over the seeds both have, ± half of its 95 % interval (Student's"
          + " t, paired by seed), and the p value of the paired t test, adjusted by Holm's procedure"
          + " over ";
  private static final String MARKS = " ▲ and ▼ mark adjusted p values below 0.05.";

  private final Comparison comparison;
  private final Map<Method, Style> styles;
  private final Differences differences;

  DifferenceTables(Comparison comparison, Map<Method, Style> styles) {
    this.comparison = comparison;
    this.styles = styles;
    this.differences = new Differences(comparison);
  }

  /** One table a reference; none without one, or without another method to hold against it. */
  List<Table> leads() {
    return comparison.references().stream()
        .map(this::leads)
        .filter(table -> !table.rows().isEmpty())
        .toList();
  }

  private Table leads(Method reference) {
    List<TestedDifference> leads = differences.leads(reference);
    List<Line> lines =
        comparison.methods().stream()
            .filter(m -> !m.equals(reference) && comparison.isRequested(m))
            .map(m -> new Line(m.name(), Style.in(styles, m), column -> lead(leads, m, column)))
            .toList();
    String caption =
        "Test accuracy minus that of "
            + reference.name()
            + HOW
            + "all methods and sparsities of the stage."
            + MARKS;
    return new StageGrid(comparison, column -> !column.chosen()).table(caption, "Method", lines);
  }

  private Entry lead(List<TestedDifference> leads, Method method, Column column) {
    return leads.stream()
        .filter(t -> t.method().equals(method) && t.column().equals(column))
        .findFirst()
        .map(this::entry)
        .orElseGet(() -> MethodTables.absent(comparison, method, column));
  }

  /** Measured minus substituted; no rows if nothing was substituted. */
  Table lossChanges(List<TestedDifference> tested) {
    Map<String, Line> lines = new LinkedHashMap<>();
    for (TestedDifference one : tested) {
      String label = label(one);
      Collection<Style> style = Style.in(styles, one.method());
      lines.put(label, new Line(label, style, column -> lossChange(tested, label, column)));
    }
    String caption =
        "Test accuracy with evidence from the measured ΔL minus that with evidence from the"
            + " substitute"
            + HOW
            + "the whole table."
            + MARKS
            + " A policy that chooses its own sparsity is not tested: its accuracies are at the"
            + " sparsities given.";
    return new StageGrid(
            comparison, column -> tested.stream().anyMatch(t -> t.column().equals(column)))
        .table(caption, "Measured minus", List.copyOf(lines.values()));
  }

  private Entry lossChange(List<TestedDifference> tested, String label, Column column) {
    return tested.stream()
        .filter(t -> label(t).equals(label) && t.column().equals(column))
        .findFirst()
        .map(this::entry)
        .orElse(Entry.of(""));
  }

  private static String label(TestedDifference tested) {
    EstimatorChoice other = EstimatorChoice.parse(tested.other().estimator());
    return tested.method().name() + " − " + other.lossChange().id();
  }

  private Entry entry(TestedDifference tested) {
    PairedDifference difference = tested.difference();
    List<String> details = new ArrayList<>(List.of(spread(difference)));
    if (tested.column().chosen()) {
      details.add("at %s %%".formatted(sparsity(tested.method(), tested.column())));
      details.add("against %s %%".formatted(sparsity(tested.other(), tested.column())));
    } else if (tested.tested()) {
      details.add(Text.probability(tested.adjusted()));
    }
    Entry entry = Entry.of(Text.points(difference.mean()), details);
    if (tested.better()) {
      return entry.remarked("above");
    }
    return tested.worse() ? entry.remarked("below") : entry;
  }

  private String sparsity(Method method, Column column) {
    return comparison
        .summary(method, column)
        .map(s -> Text.percent(s.achievedSparsity().mean()))
        .orElse("–");
  }

  /** Half the interval, if there is one. */
  static String spread(PairedDifference difference) {
    return difference.seeds() < 2
        ? "one seed"
        : "± " + Text.percent(difference.high() - difference.mean());
  }
}
