package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.espalier.harness.result.Stage;
import org.espalier.harness.result.Summary;
import org.espalier.report.internal.Chart.Band;
import org.espalier.report.internal.Chart.Label;
import org.espalier.report.internal.Chart.Point;
import org.espalier.report.internal.Chart.Series;
import org.espalier.report.internal.Chart.Tick;
import org.espalier.report.internal.Comparison.Column;

/** Draws accuracy against sparsity: all methods at one stage, or one method at all stages. */
final class ChartBuilder {
  private static final double DODGE = 3;
  private static final double TICK_GAP = 6;

  /** Width of a tick's digit, about. */
  private static final double DIGIT = 7;

  /** Width of a label's letter, about. */
  private static final int LETTER = 6;

  private final Comparison comparison;
  private final Map<Method, Style> styles;
  private final Scale sparsities;

  ChartBuilder(Comparison comparison, Map<Method, Style> styles) {
    this.comparison = comparison;
    this.styles = styles;
    sparsities =
        Scale.ofSparsities(
            comparison.sparsities().isEmpty()
                ? summaries(comparison.stages()).mapToDouble(s -> s.achievedSparsity().mean())
                : comparison.sparsities().stream().mapToDouble(Double::doubleValue));
  }

  /** Every method at one stage: wide and narrow, accuracy even and spread. */
  List<Chart> stage(Stage stage) {
    Scale even = Scale.ofAccuracies(accuracies(List.of(stage)));
    Scale spread = Scale.ofHighAccuracies(accuracies(List.of(stage)));
    return Stream.of(Frame.WIDE, Frame.NARROW)
        .flatMap(f -> Stream.of(stage(stage, f, even), stage(stage, f, spread)))
        .toList();
  }

  private Chart stage(Stage stage, Frame frame, Scale accuracies) {
    List<Method> order = new ArrayList<>(comparison.methods());
    order.sort(Comparator.comparing(m -> style(m).shown()));
    List<Method> shown = order.stream().filter(m -> style(m).shown()).toList();
    Map<Method, Plot> plots = new LinkedHashMap<>();
    Map<Method, List<Point>> points = new LinkedHashMap<>();
    for (Method method : order) {
      int place = shown.indexOf(method);
      double dodge = place < 0 ? 0 : DODGE * (place - (shown.size() - 1) / 2.0);
      Plot plot = new Plot(comparison, frame, sparsities, accuracies, dodge);
      List<Point> own = plot.points(method, stage);
      if (!own.isEmpty()) {
        plots.put(method, plot);
        points.put(method, own);
      }
    }
    List<List<Point>> first = new ArrayList<>();
    points.forEach(
        (method, own) -> {
          if (shown.contains(method) && !chooses(method)) {
            first.add(own);
          }
        });
    Labels labels = new Labels(frame, first);
    Map<Method, Label> apart = new HashMap<>();
    // Those that stand out come first, and so next to their marks.
    points.keySet().stream()
        .filter(this::chooses)
        .sorted(Comparator.comparing(m -> !shown.contains(m)))
        .forEach(
            m -> {
              Point only = Objects.requireNonNull(points.get(m)).get(0);
              apart.put(m, labels.apart(name(m, stage, frame), only));
            });
    List<Series> series = new ArrayList<>();
    points.forEach(
        (method, own) -> {
          Style style = style(method);
          Label reserved = apart.get(method);
          Label label = reserved == null ? labels.end(name(method, stage, frame), own) : reserved;
          String look = style.colour() + " " + style.dash() + (style.shown() ? " shown" : "");
          String path = Objects.requireNonNull(plots.get(method)).path(method, stage);
          series.add(new Series(style.index(), look, style.marker(), path, own, List.of(label)));
        });
    String summary =
        "Line chart: test accuracy against sparsity, %s, %s with error bars. The table of test"
                .formatted(stage.id(), Text.count(series.size(), "method"))
            + " accuracy holds the same values.";
    return chart(frame, summary, accuracies, series);
  }

  /** One method at every stage against the reference. */
  Chart panel(Method method) {
    Frame frame = Frame.PANEL;
    Scale accuracies = Scale.ofAccuracies(accuracies(comparison.stages()));
    List<Series> series = new ArrayList<>();
    for (Method drawn :
        Stream.concat(comparison.reference().stream(), Stream.of(method)).distinct().toList()) {
      Style style = style(drawn);
      for (Stage stage : comparison.stages()) {
        Plot plot = new Plot(comparison, frame, sparsities, accuracies, 0);
        List<Point> points = plot.points(drawn, stage);
        String role = drawn.equals(method) ? style.colour() + " own " : "against ";
        if (!points.isEmpty()) {
          String path = plot.path(drawn, stage);
          series.add(
              new Series(
                  style.index(), role + stage.id(), style.marker(), path, points, List.of()));
        }
      }
    }
    String summary = "Test accuracy of " + method.name() + " against sparsity at each stage.";
    return chart(frame, summary, accuracies, series);
  }

  private Chart chart(Frame frame, String summary, Scale accuracies, List<Series> series) {
    List<Tick> up =
        accuracies.ticks().stream()
            .map(t -> new Tick(Chart.at(frame.y(accuracies.at(t))), Text.sparsity(t)))
            .toList();
    List<Band> dense =
        comparison
            .denseSummary()
            .map(new Plot(comparison, frame, sparsities, accuracies, 0)::band)
            .stream()
            .toList();
    return new Chart(
        frame, accuracies.spread(), summary, "sparsity, %", across(frame), up, dense, series);
  }

  private List<Tick> across(Frame frame) {
    List<Tick> ticks = new ArrayList<>();
    double last = Double.POSITIVE_INFINITY; // where the text to the right begins
    List<Double> all = new ArrayList<>(comparison.sparsities());
    for (int i = all.size() - 1; i >= 0; i--) {
      double x = frame.x(sparsities.at(all.get(i)));
      String text = Text.sparsity(all.get(i));
      double half = text.length() * DIGIT / 2;
      boolean room = last - (x + half) >= TICK_GAP;
      ticks.add(0, new Tick(Chart.at(x), room ? text : ""));
      last = room ? x - half : last;
    }
    return ticks;
  }

  private String name(Method method, Stage stage, Frame frame) {
    String name = method.name();
    String suffix = "";
    int letters = frame.letters();
    if (chooses(method)) {
      letters = frame.plotWidth() / LETTER;
      suffix =
          comparison
              .summary(method, new Column(stage, Double.NaN))
              .map(s -> ", " + Text.percent(s.achievedSparsity().mean()) + " %")
              .orElse("");
    }
    return Text.shortened(name, letters - suffix.length()) + suffix;
  }

  /** Whether the method chooses its own sparsity everywhere, and so has no line. */
  private boolean chooses(Method method) {
    return comparison.stages().stream()
        .flatMap(stage -> comparison.columns(stage).stream())
        .noneMatch(c -> !c.chosen() && !comparison.cells(method, c).isEmpty());
  }

  private DoubleStream accuracies(List<Stage> stages) {
    DoubleStream pruned =
        summaries(stages)
            .map(Summary::accuracy)
            .flatMapToDouble(
                a -> DoubleStream.of(a.mean(), a.n() < 2 ? a.mean() : a.mean() - a.sd()));
    DoubleStream dense = comparison.denseSummary().stream().mapToDouble(d -> d.accuracy().mean());
    return DoubleStream.concat(pruned, dense);
  }

  private Stream<Summary> summaries(List<Stage> stages) {
    return stages.stream()
        .flatMap(stage -> comparison.columns(stage).stream())
        .flatMap(c -> comparison.methods().stream().flatMap(m -> measured(m, c).stream()));
  }

  private Optional<Summary> measured(Method method, Column column) {
    return comparison.summary(method, column).filter(s -> s.accuracy().n() > 0);
  }

  private Style style(Method method) {
    return Objects.requireNonNull(styles.get(method), method::name);
  }
}
