package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Stage;
import org.espalier.harness.result.Summary;
import org.espalier.harness.result.Summary.Spread;
import org.espalier.report.internal.Comparison.Column;
import org.espalier.report.internal.Table.Entry;
import org.espalier.report.internal.Table.Head;
import org.espalier.report.internal.Table.Row;

/** Tables with one row a method and one column a stage and sparsity. */
final class MethodTables {
  /** What stands in the row of a method and the column of a sparsity. */
  private interface Content {
    Entry of(Method method, Column column);
  }

  private final Comparison comparison;
  private final Map<Method, Style> styles;

  MethodTables(Comparison comparison, Map<Method, Style> styles) {
    this.comparison = comparison;
    this.styles = styles;
  }

  Table accuracy() {
    String caption =
        "Test accuracy in %, mean ± sample standard deviation over the seeds; ★ marks the highest"
            + " mean of a column among the methods that were measured on all of its seeds; k / n: k"
            + " seeds of n were measured.";
    return table(caption, comparison.methods(), this::accuracy);
  }

  /** The difference to the reference; empty without one. */
  Optional<Table> leads() {
    return comparison
        .reference()
        .map(
            reference ->
                table(
                    "Test accuracy minus that of "
                        + reference.name()
                        + " in percentage points: mean over the seeds both have, ± half of its 95 %"
                        + " interval (Student's t, paired by seed). ▲ and ▼ mark intervals that"
                        + " leave out 0.",
                    comparison.methods().stream()
                        .filter(m -> !m.equals(reference) && requested(m))
                        .toList(),
                    column -> !column.chosen(),
                    this::lead));
  }

  Table loss() {
    return table(
        "Cross-entropy on the test part in nats, mean ± sample standard deviation.",
        comparison.methods(),
        (method, column) ->
            measured(method, column)
                .map(s -> Entry.of(Text.fixed(s.loss().mean(), 3), plusMinus(s.loss(), 1, 3)))
                .orElse(absent(method, column)));
  }

  Table size() {
    return table(
        "Size after pruning, means over the seeds: share of prunable weights that are zero in %,"
            + " below it the compression ratio (all parameters ÷ those not zero).",
        comparison.methods(),
        (method, column) ->
            measured(method, column)
                .map(
                    s ->
                        Entry.of(
                            Text.percent(s.achievedSparsity().mean()),
                            Text.fixed(ratio(method, column), 1) + " : 1"))
                .orElse(absent(method, column)));
  }

  Table cost() {
    return table(
        "Floating-point operations of one example with zeros left out, in % of the dense network's,"
            + " below it the seconds that deciding what to cut (one-shot) or training (fine-tuned)"
            + " took; means over the seeds.",
        comparison.methods(),
        (method, column) ->
            measured(method, column)
                .map(
                    s ->
                        Entry.of(
                            Text.percent(flops(method, column)),
                            Text.significant(s.seconds().mean()) + " s"))
                .orElse(absent(method, column)));
  }

  /** Whether the method is asked for a sparsity anywhere. */
  private boolean requested(Method method) {
    return comparison.stages().stream()
        .flatMap(stage -> comparison.columns(stage).stream())
        .anyMatch(c -> !c.chosen() && !comparison.cells(method, c).isEmpty());
  }

  private Table table(String caption, List<Method> methods, Content content) {
    return table(caption, methods, column -> true, content);
  }

  private Table table(
      String caption, List<Method> methods, Predicate<Column> wanted, Content content) {
    List<Head> groups = new ArrayList<>();
    List<Head> heads = new ArrayList<>(List.of(new Head("Method", 1, "")));
    List<Column> columns = new ArrayList<>();
    for (Stage stage : comparison.stages()) {
      List<Column> own = comparison.columns(stage).stream().filter(wanted).toList();
      groups.add(new Head(Text.capitalized(stage), own.size(), "first"));
      own.forEach(c -> heads.add(new Head(head(c), 1, c.equals(own.get(0)) ? "first" : "")));
      columns.addAll(own);
    }
    List<Row> rows = new ArrayList<>();
    for (Method method : methods) {
      List<Entry> entries = new ArrayList<>();
      for (Column column : columns) {
        Entry entry = content.of(method, column);
        boolean first = column.equals(comparison.columns(column.stage()).get(0));
        entries.add(first ? entry.starting() : entry);
      }
      rows.add(new Row(method.name(), style(method), entries));
    }
    return new Table(caption, groups, heads, rows);
  }

  private List<Style> style(Method method) {
    Style style = styles.get(method);
    return style == null ? List.of() : List.of(style);
  }

  private Entry accuracy(Method method, Column column) {
    Optional<Summary> summary = measured(method, column);
    if (summary.isEmpty()) {
      return absent(method, column);
    }
    Spread accuracy = summary.get().accuracy();
    List<String> detail = new ArrayList<>();
    detail.add(plusMinus(accuracy, 100, 1));
    if (column.chosen()) {
      detail.add("at " + Text.percent(summary.get().achievedSparsity().mean()) + " %");
    }
    if (summary.get().failures() > 0) {
      int asked = accuracy.n() + summary.get().failures();
      detail.add("%d / %d".formatted(accuracy.n(), asked));
    }
    Entry entry = Entry.of(Text.percent(accuracy.mean()), detail);
    return comparison.best(column).contains(method) ? entry.remarked("best") : entry;
  }

  private Entry lead(Method method, Column column) {
    return comparison
        .lead(method, column)
        .map(MethodTables::lead)
        .orElseGet(() -> absent(method, column));
  }

  /** A difference with half its interval, and a mark if that leaves out 0. */
  static Entry lead(PairedDifference difference) {
    String half = Text.percent(difference.high() - difference.mean());
    Entry entry =
        Entry.of(Text.points(difference.mean()), difference.seeds() < 2 ? "one seed" : "± " + half);
    if (!difference.excludesZero()) {
      return entry;
    }
    return entry.remarked(difference.mean() > 0 ? "above" : "below");
  }

  private Optional<Summary> measured(Method method, Column column) {
    return comparison.summary(method, column).filter(s -> s.accuracy().n() > 0);
  }

  /** Why there is no value: it failed, or was not asked for. */
  private Entry absent(Method method, Column column) {
    List<Cell> cells = comparison.cells(method, column);
    if (cells.isEmpty()) {
      return Entry.of("");
    }
    boolean aborted = cells.stream().allMatch(c -> c.statusText().startsWith("ABORTED"));
    return Entry.of(aborted ? "aborted" : "failed").remarked("missing");
  }

  private double ratio(Method method, Column column) {
    return mean(method, column, Cell::total) / mean(method, column, Cell::nonzero);
  }

  private double flops(Method method, Column column) {
    double dense = comparison.dense().stream().mapToLong(Cell::flops).max().orElse(0);
    return dense > 0 ? mean(method, column, Cell::flops) / dense : Double.NaN;
  }

  private double mean(Method method, Column column, ToDoubleFunction<Cell> value) {
    return comparison.measured(method, column).stream()
        .mapToDouble(value)
        .average()
        .orElse(Double.NaN);
  }

  private static String head(Column column) {
    return column.chosen() ? "own choice" : Text.sparsity(column.sparsity()) + " %";
  }

  private static String plusMinus(Spread spread, double unit, int decimals) {
    return spread.n() < 2 ? "" : "± " + Text.fixed(unit * spread.sd(), decimals);
  }
}
