package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Summary;
import org.espalier.harness.result.Summary.Spread;
import org.espalier.report.internal.Comparison.Column;
import org.espalier.report.internal.StageGrid.Line;
import org.espalier.report.internal.Table.Entry;

/** Tables with one row a method and one column a stage and sparsity. */
final class MethodTables {
  /** What stands in the row of a method and the column of a sparsity. */
  private interface Content {
    Entry of(Method method, Column column);
  }

  private final Comparison comparison;
  private final Map<Method, Style> styles;
  private final Costs costs;

  MethodTables(Comparison comparison, Map<Method, Style> styles) {
    this.comparison = comparison;
    this.styles = styles;
    this.costs = new Costs(comparison);
  }

  Table accuracy() {
    String caption =
        "Test accuracy in %, mean ± sample standard deviation over the seeds; ★ marks the highest"
            + " mean of a column among the methods that were measured on all of its seeds; k / n: k"
            + " seeds of n were measured.";
    return table(caption, this::accuracy);
  }

  Table intervals() {
    return table(
        "Mean test accuracy in % with the 95 % interval of the mean (Student's t over the seeds). The"
            + " intervals of two methods may overlap where their difference, which is paired, is"
            + " clear.",
        (method, column) ->
            measured(method, column)
                .map(s -> Entry.of(Text.percent(s.accuracy().mean()), interval(method, column)))
                .orElse(absent(comparison, method, column)));
  }

  private String interval(Method method, Column column) {
    PairedDifference mean =
        PairedDifference.of(
            comparison.measured(method, column).stream().mapToDouble(Cell::accuracy).toArray());
    return mean.seeds() < 2 ? "" : Text.percent(mean.low()) + " to " + Text.percent(mean.high());
  }

  Table loss() {
    return table(
        "Cross-entropy on the test part in nats, mean ± sample standard deviation.",
        (method, column) ->
            measured(method, column)
                .map(s -> Entry.of(Text.fixed(s.loss().mean(), 3), plusMinus(s.loss(), 1, 3)))
                .orElse(absent(comparison, method, column)));
  }

  Table size() {
    return table(
        "Size after pruning, means over the seeds: share of prunable weights that are zero in %,"
            + " below it the compression ratio (all parameters ÷ those not zero).",
        (method, column) ->
            measured(method, column)
                .map(
                    s ->
                        Entry.of(
                            Text.percent(s.achievedSparsity().mean()),
                            Text.fixed(costs.compression(method, column), 1) + " : 1"))
                .orElse(absent(comparison, method, column)));
  }

  Table cost() {
    return table(
        "Floating-point operations of one example with zeros left out, in % of the dense network's,"
            + " below it the seconds that deciding what to cut (one-shot) or training (fine-tuned)"
            + " took; means over the seeds.",
        (method, column) ->
            measured(method, column)
                .map(
                    s ->
                        Entry.of(
                            Text.percent(costs.operations(method, column)),
                            Text.significant(s.seconds().mean()) + " s"))
                .orElse(absent(comparison, method, column)));
  }

  private Table table(String caption, Content content) {
    List<Line> lines =
        comparison.methods().stream()
            .map(
                method ->
                    new Line(
                        method.name(),
                        Style.in(styles, method),
                        column -> content.of(method, column)))
            .toList();
    return new StageGrid(comparison, column -> true).table(caption, "Method", lines);
  }

  private Entry accuracy(Method method, Column column) {
    Optional<Summary> summary = measured(method, column);
    if (summary.isEmpty()) {
      return absent(comparison, method, column);
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

  private Optional<Summary> measured(Method method, Column column) {
    return comparison.summary(method, column).filter(s -> s.accuracy().n() > 0);
  }

  /** Why there is no value: it failed, or was not asked for. */
  static Entry absent(Comparison comparison, Method method, Column column) {
    List<Cell> cells = comparison.cells(method, column);
    if (cells.isEmpty()) {
      return Entry.of("");
    }
    boolean aborted = cells.stream().allMatch(c -> c.statusText().startsWith("ABORTED"));
    return Entry.of(aborted ? "aborted" : "failed").remarked("missing");
  }

  private static String plusMinus(Spread spread, double unit, int decimals) {
    return spread.n() < 2 ? "" : "± " + Text.fixed(unit * spread.sd(), decimals);
  }
}
