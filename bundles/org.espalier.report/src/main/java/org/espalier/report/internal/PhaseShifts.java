package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Stage;
import org.espalier.report.internal.Table.Entry;
import org.espalier.report.internal.Table.Head;
import org.espalier.report.internal.Table.Row;
import org.espalier.report.internal.statistics.PhaseShift;
import org.espalier.report.internal.statistics.PhaseShift.Verdict;

/** Whether accuracy and loss bend at one sparsity, for each method and stage. */
final class PhaseShifts {
  /** What is looked at. */
  enum Measure {
    ACCURACY("Test accuracy"),
    LOSS("Test loss");

    private final String title;

    Measure(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }

    private double of(Cell cell) {
      return this == ACCURACY ? cell.accuracy() : cell.loss();
    }
  }

  /**
   * One curve.
   *
   * @param highest sparsity that was measured
   * @param byHalvings with the number of halvings of the density as the abscissa
   * @param bySparsity with the sparsity as the abscissa
   */
  record Shift(
      Method method,
      Stage stage,
      Measure measure,
      double highest,
      PhaseShift byHalvings,
      PhaseShift bySparsity) {
    /** Whether it stands out over the halvings, which decide. */
    boolean stands() {
      return byHalvings.verdict() == Verdict.SHIFT;
    }

    /** Whether it does so over the sparsity, too, where the segments are other curves. */
    private boolean onBoth() {
      return stands() && bySparsity.verdict() == Verdict.SHIFT;
    }

    double breakSparsity() {
      return MethodCurves.sparsity(byHalvings.breakPoint());
    }
  }

  private final Comparison comparison;
  private final Map<Method, Style> styles;
  private final Map<Measure, List<Shift>> shifts = new EnumMap<>(Measure.class);

  PhaseShifts(Comparison comparison, Map<Method, Style> styles) {
    this.comparison = comparison;
    this.styles = styles;
    for (Measure measure : Measure.values()) {
      shifts.put(measure, find(measure));
    }
  }

  private List<Shift> find(Measure measure) {
    List<Shift> found = new ArrayList<>();
    for (Method method : comparison.methods()) {
      for (Stage stage : comparison.stages()) {
        MethodCurves.of(comparison, method, stage, measure::of)
            .ifPresent(
                c ->
                    found.add(
                        new Shift(
                            method,
                            stage,
                            measure,
                            c.highest(),
                            PhaseShift.of(c.curves()),
                            PhaseShift.of(c.overSparsities()))));
      }
    }
    return found;
  }

  /** Every curve of a measure, method by method. */
  List<Shift> of(Measure measure) {
    return shifts.getOrDefault(measure, List.of());
  }

  /** What the accuracies say, in a few sentences. */
  String finding() {
    List<Shift> all = of(Measure.ACCURACY);
    List<Shift> told =
        all.stream().filter(s -> s.byHalvings.verdict() != Verdict.TOO_LITTLE).toList();
    if (told.isEmpty()) {
      return ("Whether accuracy falls at one sparsity or smoothly can't be told: that takes %d seeds"
              + " and %d sparsities or more, the dense control at 0 among them.")
          .formatted(PhaseShift.LEAST_SEEDS, PhaseShift.LEAST_POINTS);
    }
    List<Shift> clear = told.stream().filter(Shift::stands).toList();
    if (clear.isEmpty()) {
      return "No phase shift can be told from a smooth curve in the accuracy of any method.";
    }
    long both = clear.stream().filter(Shift::onBoth).count();
    String rest =
        clear.size() == told.size()
            ? ""
            : " For the other %d no phase shift can be told from a smooth curve."
                .formatted(told.size() - clear.size());
    return "A phase shift stands out in %d of %s of accuracy: %s; %s over the sparsity itself, too.%s"
        .formatted(
            clear.size(),
            Text.count(told.size(), "curve"),
            Text.list(clear.stream().map(PhaseShifts::named).toList()),
            both == 0
                ? "none of these"
                : both == clear.size() ? "all of these" : both + " of these",
            rest);
  }

  private static String named(Shift shift) {
    return "%s %s at %s %%"
        .formatted(shift.method.name(), shift.stage.id(), Text.percent(shift.breakSparsity()));
  }

  /** One row a method, one column a stage; no rows without a curve. */
  Table table(Measure measure) {
    Map<Method, Map<Stage, Shift>> rows = new LinkedHashMap<>();
    for (Shift shift : of(measure)) {
      rows.computeIfAbsent(shift.method, m -> new EnumMap<>(Stage.class)).put(shift.stage, shift);
    }
    List<Head> heads = new ArrayList<>(List.of(new Head("Method", 1, "")));
    comparison.stages().forEach(s -> heads.add(new Head(Text.capitalized(s), 1, "prose first")));
    List<Row> lines = new ArrayList<>();
    rows.forEach(
        (method, own) ->
            lines.add(
                new Row(
                    method.name(),
                    Style.in(styles, method),
                    comparison.stages().stream()
                        .map(s -> Optional.ofNullable(own.get(s)))
                        .map(s -> s.map(this::entry).orElse(Entry.of("")).prose().starting())
                        .toList())));
    return new Table(measure.title + ": " + HOW, List.of(), heads, lines);
  }

  private static final String HOW =
      "two line segments that join (their break is estimated) against the best of a straight line, a"
          + " cubic and a logistic curve, over the number of halvings of the density, fitted to all"
          + " seeds together with a level of its own for each. ΔBIC above 0 speaks for the segments;"
          + " a phase shift takes 6 or more, and 95 % of the resamples of the seeds. The last line"
          + " does the same over the sparsity itself, where straight means something else. Break"
          + " with its bootstrapped 95 % interval.";

  private Entry entry(Shift shift) {
    PhaseShift shown = shift.byHalvings;
    List<String> details = new ArrayList<>();
    if (shown.verdict() == Verdict.TOO_LITTLE || shown.verdict() == Verdict.LEVEL) {
      return Entry.of(verdict(shift));
    }
    if (shift.stands()) {
      details.add(
          "95 %% interval %s to %s %%"
              .formatted(
                  Text.percent(MethodCurves.sparsity(shown.interval().low())),
                  Text.percent(MethodCurves.sparsity(shown.interval().high()))));
      details.add(slopes(shift));
    } else {
      details.add(
          "best break %s (%s to %s) %%"
              .formatted(
                  Text.percent(shift.breakSparsity()),
                  Text.percent(MethodCurves.sparsity(shown.interval().low())),
                  Text.percent(MethodCurves.sparsity(shown.interval().high()))));
    }
    details.add(
        "ΔBIC %s against a %s%s"
            .formatted(
                signed(shown.deltaBic()),
                shown.rival(),
                Double.isNaN(shown.support())
                    ? ""
                    : ", %s %% of resamples".formatted(Text.fixed(100 * shown.support(), 0))));
    details.add(
        "over sparsity: ΔBIC "
            + signed(shift.bySparsity.deltaBic())
            + (shift.onBoth() ? ", a phase shift, too" : ""));
    Entry entry = Entry.of(verdict(shift), details);
    return shift.stands() ? entry.remarked("break") : entry;
  }

  private static String verdict(Shift shift) {
    return switch (shift.byHalvings.verdict()) {
      case SHIFT -> "phase shift at %s %%".formatted(Text.percent(shift.breakSparsity()));
      case SMOOTH -> "smooth: no phase shift";
      case UNDECIDED -> "no phase shift can be told from a smooth curve";
      case LEVEL -> "level";
      case TOO_LITTLE -> "can't be told: too few seeds or sparsities";
    };
  }

  private static String slopes(Shift shift) {
    boolean share = shift.measure == Measure.ACCURACY;
    double unit = share ? 100 : 1;
    return "%s, then %s %s a halving"
        .formatted(
            signed(unit * shift.byHalvings.before()),
            signed(unit * shift.byHalvings.after()),
            share ? "points" : "nats");
  }

  private static String signed(double value) {
    String text = Text.fixed(value, Math.abs(value) < 1 ? 2 : 1);
    return value > 0 && !text.matches("[0.]+") ? "+" + text : text;
  }
}
