package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.espalier.harness.result.Stage;
import org.espalier.report.internal.Chart.Band;
import org.espalier.report.internal.Chart.Label;
import org.espalier.report.internal.Chart.Point;
import org.espalier.report.internal.Chart.Series;
import org.espalier.report.internal.Chart.Tick;
import org.espalier.report.internal.Comparison.Column;

/**
 * Draws how much of the dense accuracy is kept against the share of the operations that is left.
 */
final class CostChart {
  private static final double TICK_ROOM = 26;

  /** What keeps less is of no use to anyone, and would press the rest together. */
  private static final double FLOOR = 0.8;

  /** Where a line ends so far from the right, its label stands beside its end. */
  private static final double EARLY = 60;

  /** Shares of the dense network's operations and accuracy. */
  private record Network(double operations, double kept) {}

  private final Comparison comparison;
  private final Map<Method, Style> styles;
  private final Costs costs;
  private final Stage stage;

  /** Of the last stage that was measured. */
  CostChart(Comparison comparison, Map<Method, Style> styles) {
    this.comparison = comparison;
    this.styles = styles;
    this.costs = new Costs(comparison);
    this.stage = comparison.stages().get(comparison.stages().size() - 1);
  }

  /** Wide and narrow. */
  List<Chart> charts() {
    return List.of(chart(Frame.WIDE), chart(Frame.NARROW));
  }

  private Chart chart(Frame frame) {
    Scale across = Scale.ofSparsities(DoubleStream.concat(DoubleStream.of(0), saved()));
    Scale up = Scale.ofAccuracies(DoubleStream.concat(DoubleStream.of(1), drawn()));
    Map<Method, List<Point>> points = points(frame, across, up);
    List<List<Point>> first = new ArrayList<>();
    points.forEach(
        (method, own) -> {
          if (style(method).shown() && !endsEarly(frame, own)) {
            first.add(own);
          }
        });
    Labels labels = new Labels(frame, first);
    List<Series> series = new ArrayList<>();
    points.forEach(
        (method, own) -> {
          Style style = style(method);
          String name = Text.shortened(method.name(), frame.letters());
          Label label =
              endsEarly(frame, own)
                  ? labels.apart(name, own.get(own.size() - 1))
                  : labels.end(name, own);
          String look = style.colour() + " " + style.dash() + (style.shown() ? " shown" : "");
          series.add(
              new Series(style.index(), look, style.marker(), path(own), own, List.of(label)));
        });
    String summary =
        "Line chart: accuracy kept against the operations that are left, %s, %s."
            .formatted(stage.id(), Text.count(series.size(), "method"));
    List<Tick> heights =
        up.ticks().stream()
            .map(t -> new Tick(Chart.at(frame.y(up.at(t))), Text.sparsity(t)))
            .toList();
    String dense = Chart.at(frame.y(up.at(1)));
    return new Chart(
        frame,
        false,
        summary,
        "operations left, % of the dense network's",
        ticks(frame, across),
        heights,
        List.of(new Band(dense, dense, "0", "")),
        series);
  }

  /** In the order of drawing: those that stand out last, on top. */
  private Map<Method, List<Point>> points(Frame frame, Scale across, Scale up) {
    List<Method> order = new ArrayList<>(comparison.methods());
    order.sort(Comparator.comparing(m -> style(m).shown()));
    Map<Method, List<Point>> points = new LinkedHashMap<>();
    for (Method method : order) {
      List<Point> own = new ArrayList<>();
      for (Column column : comparison.columns(stage)) {
        double left = costs.operations(method, column);
        double kept = costs.kept(method, column);
        if (Double.isFinite(left) && left > 0 && kept >= floor()) {
          String title =
              "%s, %s: keeps %s %% of the accuracy with %s %% of the operations (%s : 1 in size)"
                  .formatted(
                      method.name(),
                      stage.id(),
                      Text.percent(kept),
                      Text.percent(left),
                      Text.fixed(costs.compression(method, column), 1));
          own.add(
              new Point(
                  Chart.at(frame.x(across.at(1 - left))),
                  Chart.at(frame.y(up.at(kept))),
                  "",
                  title));
        }
      }
      if (!own.isEmpty()) {
        points.put(method, own);
      }
    }
    return points;
  }

  private static boolean endsEarly(Frame frame, List<Point> points) {
    return Double.parseDouble(points.get(points.size() - 1).x()) < frame.right() - EARLY;
  }

  private static String path(List<Point> points) {
    StringBuilder path = new StringBuilder();
    for (Point point : points) {
      path.append(path.length() == 0 ? 'M' : 'L').append(point.x()).append(' ').append(point.y());
    }
    return path.toString();
  }

  private static List<Tick> ticks(Frame frame, Scale across) {
    List<Tick> ticks = new ArrayList<>();
    double last = Double.NEGATIVE_INFINITY;
    for (double saved : across.ticks()) {
      double x = frame.x(across.at(saved));
      boolean room = x - last >= TICK_ROOM;
      ticks.add(new Tick(Chart.at(x), room ? Text.sparsity(1 - saved) : ""));
      last = room ? x : last;
    }
    return ticks;
  }

  /** What the networks that are drawn save, as a share. */
  private DoubleStream saved() {
    return networks().filter(n -> n.kept >= floor()).mapToDouble(n -> 1 - n.operations);
  }

  private DoubleStream drawn() {
    return networks().mapToDouble(Network::kept).filter(k -> k >= floor());
  }

  /** 0 if nothing keeps more. */
  private double floor() {
    return networks().anyMatch(n -> n.kept >= FLOOR) ? FLOOR : 0;
  }

  private Stream<Network> networks() {
    return comparison.columns(stage).stream()
        .flatMap(
            c ->
                comparison.methods().stream()
                    .map(m -> new Network(costs.operations(m, c), costs.kept(m, c))));
  }

  private Style style(Method method) {
    return Objects.requireNonNull(styles.get(method), method::name);
  }
}
