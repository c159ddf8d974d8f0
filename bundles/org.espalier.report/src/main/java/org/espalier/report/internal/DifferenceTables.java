package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.espalier.harness.experiment.EstimatorChoice;
import org.espalier.harness.result.Stage;
import org.espalier.report.internal.Comparison.Column;
import org.espalier.report.internal.StageGrid.Line;
import org.espalier.report.internal.Table.Entry;
import org.espalier.report.internal.Table.Head;
import org.espalier.report.internal.Table.Row;

/** Tables of paired differences with one column a stage and sparsity. */
final class DifferenceTables {
  private static final String HOW =
      " in percentage points: mean over the seeds both have, ± half of its 95 % interval (Student's"
          + " t, paired by seed), and the p value of the paired t test, adjusted by Holm's procedure"
          + " over ";
  private static final String CAPTION = HOW + "all methods and sparsities of the stage.";
  private static final String SIZES =
      "Size of the differences to %s in their own standard deviations, with Hedges' correction"
          + " (g_z = J · mean ÷ standard deviation of the paired differences), and p values of"
          + " Wilcoxon's signed-rank test, exact, as a check of the t test that doesn't assume"
          + " normal differences; adjusted as there. With n seeds it can't be below 2 ÷ 2ⁿ, that is"
          + " 0.0625 for five.";
  private static final String RUNNERS_UP =
      "The highest mean test accuracy at each sparsity minus the next"
          + HOW
          + "the sparsities of the stage. Who is best was read off the same seeds, which makes the"
          + " differences a little too large and the p values too small.";

  /** Where there are more methods, only those that stand out are offered as a reference. */
  private static final int MOST_REFERENCES = 12;

  private static final String MARKS = " ▲ and ▼ mark adjusted p values below 0.05.";

  private final Comparison comparison;
  private final Map<Method, Style> styles;
  private final Differences differences;

  DifferenceTables(Comparison comparison, Map<Method, Style> styles) {
    this.comparison = comparison;
    this.styles = styles;
    this.differences = new Differences(comparison);
  }

  /**
   * What the others are held against, as far as a reader can choose it.
   *
   * @param index the reference's place in the experiment
   * @param name the reference's name
   * @param chosen whether it is shown before the reader chooses
   * @param table of the differences to it
   * @param sizes of these, and a second test
   */
  record Against(int index, String name, boolean chosen, Table table, Table sizes) {}

  /**
   * One a reference: any method where there are few, else those that stand out; none without
   * another method to hold against it. Magnitude pruning is chosen first where it takes part.
   */
  List<Against> references() {
    List<Method> methods = comparison.methods().stream().filter(comparison::isRequested).toList();
    List<Method> offered =
        methods.stream()
            .filter(
                m ->
                    methods.size() <= MOST_REFERENCES
                        || comparison.references().contains(m)
                        || Style.in(styles, m).stream().anyMatch(Style::shown))
            .toList();
    if (methods.size() < 2 || offered.isEmpty()) {
      return List.of();
    }
    Method first = comparison.reference().filter(offered::contains).orElse(offered.get(0));
    return offered.stream()
        .map(m -> against(m, m.equals(first)))
        .filter(a -> !a.table.rows().isEmpty())
        .toList();
  }

  private Against against(Method reference, boolean chosen) {
    List<TestedDifference> leads = differences.leads(reference);
    return new Against(
        comparison.methods().indexOf(reference),
        reference.name(),
        chosen,
        leads(
            reference,
            leads,
            this::entry,
            "Test accuracy minus that of " + reference.name() + CAPTION + MARKS),
        leads(reference, leads, DifferenceTables::size, SIZES.formatted(reference.name())));
  }

  private Table leads(
      Method reference,
      List<TestedDifference> leads,
      Function<TestedDifference, Entry> content,
      String caption) {
    List<Line> lines =
        comparison.methods().stream()
            .filter(m -> !m.equals(reference) && comparison.isRequested(m))
            .map(
                m ->
                    new Line(
                        m.name(), Style.in(styles, m), column -> lead(leads, m, column, content)))
            .toList();
    return new StageGrid(comparison, column -> !column.chosen()).table(caption, "Method", lines);
  }

  private Entry lead(
      List<TestedDifference> leads,
      Method method,
      Column column,
      Function<TestedDifference, Entry> content) {
    return leads.stream()
        .filter(t -> t.method().equals(method) && t.column().equals(column))
        .findFirst()
        .map(content)
        .orElseGet(() -> MethodTables.absent(comparison, method, column));
  }

  private static Entry size(TestedDifference tested) {
    PairedDifference difference = tested.difference();
    return Entry.of(
        Text.fixed(difference.effect(), 2),
        Double.isNaN(difference.signedRank()) ? "" : Text.probability(difference.signedRank()),
        tested.tested() && !Double.isNaN(tested.checked())
            ? "adj. " + Text.probability(tested.checked())
            : "");
  }

  /** The best of each sparsity against the next; no rows without two methods. */
  Table runnersUp() {
    List<TestedDifference> tested = differences.runnersUp();
    List<Head> groups = new ArrayList<>();
    List<Head> heads = new ArrayList<>(List.of(new Head("Sparsity", 1, "")));
    for (Stage stage : comparison.stages()) {
      groups.add(new Head(Text.capitalized(stage), 2, "first"));
      heads.add(new Head("Highest mean, next", 1, "first prose"));
      heads.add(new Head("Difference", 1, ""));
    }
    List<Row> rows = new ArrayList<>();
    for (double sparsity : comparison.sparsities()) {
      List<Entry> entries = new ArrayList<>();
      for (Stage stage : comparison.stages()) {
        Optional<TestedDifference> own =
            tested.stream().filter(t -> t.column().equals(new Column(stage, sparsity))).findFirst();
        entries.add(
            own.map(t -> Entry.of(t.method().name(), "− " + t.other().name()))
                .orElse(Entry.of(""))
                .prose()
                .starting());
        entries.add(own.map(this::entry).orElse(Entry.of("")));
      }
      rows.add(new Row(Text.sparsity(sparsity) + " %", List.of(), entries));
    }
    return new Table(RUNNERS_UP + MARKS, groups, heads, tested.isEmpty() ? List.of() : rows);
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
