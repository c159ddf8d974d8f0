package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Stage;
import org.espalier.report.internal.Table.Entry;
import org.espalier.report.internal.Table.Head;
import org.espalier.report.internal.Table.Row;
import org.espalier.report.internal.statistics.Bootstrap;
import org.espalier.report.internal.statistics.TolerableCut;

/** The most that each method can cut at a bounded loss of accuracy, and what 90 % costs. */
final class TolerableCuts {
  /** Losses of accuracy that are asked for. */
  static final List<Double> BOUNDS = List.of(0.005, 0.01, 0.02);

  /** The sparsity whose cost is told. */
  static final double ASKED = 0.9;

  /**
   * One answer.
   *
   * @param bound of the mean loss of accuracy
   * @param highest sparsity that was measured
   * @param cut in halvings of the density
   */
  record Answer(Method method, Stage stage, double bound, double highest, TolerableCut cut) {
    /** The sparsity; NaN where all that was measured is within the bound. */
    double sparsity() {
      return known(cut.at());
    }

    double low() {
      return known(cut.interval().low());
    }

    double high() {
      return known(cut.interval().high());
    }

    private static double known(double halvings) {
      return Double.isFinite(halvings) ? MethodCurves.sparsity(halvings) : Double.NaN;
    }
  }

  private final Comparison comparison;
  private final Map<Method, Style> styles;

  TolerableCuts(Comparison comparison, Map<Method, Style> styles) {
    this.comparison = comparison;
    this.styles = styles;
  }

  /** Of each method and stage, one a bound. */
  List<Answer> answers() {
    List<Answer> answers = new ArrayList<>();
    for (Method method : comparison.methods()) {
      for (Stage stage : comparison.stages()) {
        answers.addAll(answers(method, stage));
      }
    }
    return answers;
  }

  List<Answer> answers(Method method, Stage stage) {
    return curves(method, stage).stream()
        .flatMap(
            c ->
                BOUNDS.stream()
                    .map(
                        bound ->
                            new Answer(
                                method,
                                stage,
                                bound,
                                c.highest(),
                                TolerableCut.of(c.losses(), bound))))
        .toList();
  }

  private Optional<MethodCurves> curves(Method method, Stage stage) {
    return MethodCurves.of(comparison, method, stage, Cell::accuracy);
  }

  /** One row a method; no rows without a curve. */
  Table table() {
    List<Head> groups = new ArrayList<>();
    List<Head> heads = new ArrayList<>(List.of(new Head("Method", 1, "")));
    for (Stage stage : comparison.stages()) {
      groups.add(new Head(Text.capitalized(stage), BOUNDS.size() + 1, "first"));
      for (double bound : BOUNDS) {
        String points = Text.significant(100 * bound);
        String look = heads.size() % (BOUNDS.size() + 1) == 1 ? "first" : "";
        heads.add(new Head("≤ %s point%s".formatted(points, bound > 0.01 ? "s" : ""), 1, look));
      }
      heads.add(new Head("Costs at %s %%".formatted(Text.sparsity(ASKED)), 1, ""));
    }
    List<Row> rows = new ArrayList<>();
    for (Method method : comparison.methods()) {
      List<Entry> entries = new ArrayList<>();
      for (Stage stage : comparison.stages()) {
        entries.addAll(entries(method, stage));
      }
      if (entries.stream().anyMatch(e -> !e.text().isEmpty())) {
        rows.add(new Row(method.name(), Style.in(styles, method), entries));
      }
    }
    return new Table(
        "The highest sparsity in % up to which the mean loss of test accuracy (dense minus pruned,"
            + " paired by seed) stays within 0.5, 1 and 2 points, on straight lines between the"
            + " sparsities measured over the halvings of the density, with its 95 % interval,"
            + " bootstrapped over the seeds; > stands where all that was measured stays within. The"
            + " other way round: the points lost at 90 %, ± half of the 95 % interval (Student's t).",
        groups, heads, rows);
  }

  private List<Entry> entries(Method method, Stage stage) {
    List<Entry> entries = new ArrayList<>();
    for (Answer answer : answers(method, stage)) {
      entries.add(entry(answer));
    }
    while (entries.size() < BOUNDS.size()) {
      entries.add(Entry.of(""));
    }
    entries.set(0, entries.get(0).starting());
    entries.add(cost(method, stage));
    return entries;
  }

  private static Entry entry(Answer answer) {
    Bootstrap.Interval interval = answer.cut.interval();
    return Entry.of(
        spelled(answer.cut.at(), answer.highest),
        Double.isNaN(interval.low())
            ? "one seed"
            : spelled(interval.low(), answer.highest)
                + " to "
                + spelled(interval.high(), answer.highest));
  }

  private static String spelled(double halvings, double highest) {
    return Double.isInfinite(halvings)
        ? "> " + Text.sparsity(highest)
        : Text.percent(MethodCurves.sparsity(halvings));
  }

  private Entry cost(Method method, Stage stage) {
    return curves(method, stage)
        .filter(c -> c.highest() >= ASKED)
        .map(c -> PairedDifference.of(c.losses().at(MethodCurves.halvings(ASKED))))
        .map(d -> Entry.of(Text.fixed(100 * d.mean(), 1), DifferenceTables.spread(d)))
        .orElse(Entry.of(""));
  }

  /** What the cuts say of a stage's best method; empty without a curve. */
  String finding() {
    if (comparison.stages().isEmpty()) {
      return "";
    }
    Stage last = comparison.stages().get(comparison.stages().size() - 1);
    double bound = BOUNDS.get(1);
    Optional<Answer> best = Optional.empty();
    for (Method method : comparison.methods()) {
      for (Answer answer : answers(method, last)) {
        boolean further = best.isEmpty() || answer.cut.at() > best.get().cut.at();
        best = answer.bound == bound && further ? Optional.of(answer) : best;
      }
    }
    return best.map(
            a ->
                "At a mean loss of at most 1 point, %s cuts the most: %s %% (%s)."
                    .formatted(
                        a.method.name(),
                        spelled(a.cut.at(), a.highest).replace("> ", "more than "),
                        last.id()))
        .orElse("");
  }
}
