package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.harness.result.Stage;
import org.espalier.report.internal.Comparison.Column;
import org.espalier.report.internal.Table.Entry;
import org.espalier.report.internal.Table.Head;
import org.espalier.report.internal.Table.Row;

/**
 * What accuracy costs, and what giving up a little of it saves.
 *
 * @param finding in one or two sentences
 * @param title of the chart
 * @param charts wide and narrow
 * @param table of each method's cheapest network within the bound
 */
record CostSection(String finding, String title, List<Chart> charts, Table table) {
  /** Points of accuracy that are given up, as a share. */
  /** Of a time, which is never the same twice. */
  private static final int DIGITS = 2;

  private static final double BOUND = 0.01;

  private static final double ROUNDING = 1e-12;

  private static final List<Entry> NONE =
      List.of(Entry.of("none measured"), Entry.of(""), Entry.of(""), Entry.of(""), Entry.of(""));

  /** A method's cheapest network that loses no more than the bound. */
  private record Cheapest(Method method, Column column, double operations, PairedDifference loss) {}

  /** The section; empty without a pruned and a dense network. */
  static Optional<CostSection> of(Comparison comparison, Map<Method, Style> styles) {
    List<Stage> stages = comparison.stages();
    if (stages.isEmpty() || comparison.denseSummary().isEmpty()) {
      return Optional.empty();
    }
    Stage stage = stages.get(stages.size() - 1);
    Costs costs = new Costs(comparison);
    List<Cheapest> cheapest =
        comparison.methods().stream()
            .flatMap(m -> cheapest(comparison, costs, m, stage).stream())
            .toList();
    return Optional.of(
        new CostSection(
            finding(comparison, cheapest, stage),
            "Accuracy kept against operations left, " + stage.id(),
            new CostChart(comparison, styles).charts(),
            table(comparison, styles, costs, cheapest, stage)));
  }

  private static Optional<Cheapest> cheapest(
      Comparison comparison, Costs costs, Method method, Stage stage) {
    Optional<Cheapest> best = Optional.empty();
    for (Column column : comparison.columns(stage)) {
      PairedDifference loss =
          PairedDifference.of(comparison.measuredDense(), comparison.measured(method, column));
      double operations = costs.operations(method, column);
      boolean within = loss.seeds() > 0 && loss.mean() <= BOUND + ROUNDING;
      if (within && (best.isEmpty() || operations < best.get().operations)) {
        best = Optional.of(new Cheapest(method, column, operations, loss));
      }
    }
    return best;
  }

  private static String finding(Comparison comparison, List<Cheapest> cheapest, Stage stage) {
    Optional<Cheapest> best =
        cheapest.stream().min((a, b) -> Double.compare(a.operations, b.operations));
    if (best.isEmpty()) {
      return "No method stays within 1 point of the dense accuracy at any sparsity (%s)."
          .formatted(stage.id());
    }
    String lead =
        "Giving up at most 1 point of accuracy, %s needs %s %% of the dense network's operations"
            .formatted(best.get().method.name(), Text.percent(best.get().operations));
    return lead
        + comparison
            .reference()
            .filter(r -> !r.equals(best.get().method))
            .map(r -> reference(r, cheapest))
            .orElse(".")
        + " Means over the seeds, %s, at the sparsities measured.".formatted(stage.id());
  }

  private static String reference(Method reference, List<Cheapest> cheapest) {
    return cheapest.stream()
        .filter(c -> c.method.equals(reference))
        .findFirst()
        .map(c -> "; %s needs %s %%.".formatted(reference.name(), Text.percent(c.operations)))
        .orElse("; " + reference.name() + " stays within it at no sparsity.");
  }

  private static Table table(
      Comparison comparison,
      Map<Method, Style> styles,
      Costs costs,
      List<Cheapest> cheapest,
      Stage stage) {
    boolean timed =
        cheapest.stream().anyMatch(c -> !Double.isNaN(costs.latency(c.method, c.column)));
    List<Head> heads = new ArrayList<>();
    heads.add(new Head("Method", 1, ""));
    List<String> names =
        List.of("Sparsity, %", "Points lost", "Parameters", "Operations", "Decides in");
    names.forEach(name -> heads.add(new Head(name, 1, "")));
    if (timed) {
      heads.add(new Head("Latency, ms", 1, ""));
    }
    List<Row> rows = new ArrayList<>();
    for (Method method : comparison.methods()) {
      Optional<Cheapest> own = cheapest.stream().filter(c -> c.method.equals(method)).findFirst();
      List<Entry> entries = own.map(c -> entries(comparison, costs, c)).orElse(NONE);
      List<Entry> all = new ArrayList<>(entries);
      if (timed) {
        all.add(own.map(c -> latency(costs, c)).orElse(Entry.of("")));
      }
      rows.add(new Row(method.name(), Style.in(styles, method), all));
    }
    return new Table(
        "Each method's cheapest network that loses at most 1 point of test accuracy on average (%s): points lost ± half of the 95 %% interval, parameters that are not zero and compression ratio, operations left in %% and theoretical speed-up, seconds that deciding what to cut took%s."
            .formatted(
                stage.id(),
                timed
                    ? "; median milliseconds for 64 examples without the units that nothing reads, and speed-up by leaving them out"
                    : ""),
        List.of(),
        heads,
        rows);
  }

  private static Entry latency(Costs costs, Cheapest own) {
    double millis = costs.latency(own.method, own.column);
    if (Double.isNaN(millis)) {
      return Entry.of("");
    }
    double speedUp = costs.speedUp(own.method, own.column);
    return Entry.of(
        Text.significant(millis, DIGITS),
        speedUp == 1 ? "no faster" : Text.significant(speedUp, DIGITS) + " × faster");
  }

  private static List<Entry> entries(Comparison comparison, Costs costs, Cheapest own) {
    Column column = own.column;
    double sparsity =
        comparison
            .summary(own.method, column)
            .map(s -> s.achievedSparsity().mean())
            .orElse(Double.NaN);
    return List.of(
        Entry.of(Text.percent(sparsity)),
        Entry.of(Text.fixed(100 * own.loss.mean(), 1), DifferenceTables.spread(own.loss)),
        Entry.of(
            Text.count(costs.nonzero(own.method, column)),
            Text.fixed(costs.compression(own.method, column), 1) + " : 1"),
        Entry.of(Text.percent(own.operations), Text.fixed(1 / own.operations, 1) + " × faster"),
        Entry.of(
            Text.significant(costs.decidingSeconds(own.method, column.sparsity()), DIGITS) + " s"));
  }
}
