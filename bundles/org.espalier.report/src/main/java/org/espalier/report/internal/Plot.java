package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.harness.result.Stage;
import org.espalier.harness.result.Summary;
import org.espalier.report.internal.Chart.Band;
import org.espalier.report.internal.Chart.Point;
import org.espalier.report.internal.Comparison.Column;

/** Turns a method's means into marks, bars and lines of one chart. */
final class Plot {
  private final Comparison comparison;
  private final Frame frame;
  private final Scale sparsities;
  private final Scale accuracies;
  private final double dodge;

  /** With everything {@code dodge} units to the right, so that error bars do not overlap. */
  Plot(Comparison comparison, Frame frame, Scale sparsities, Scale accuracies, double dodge) {
    this.comparison = comparison;
    this.frame = frame;
    this.sparsities = sparsities;
    this.accuracies = accuracies;
    this.dodge = dodge;
  }

  /** Measured means in order of sparsity, that of the method's own choice last. */
  List<Point> points(Method method, Stage stage) {
    List<Point> points = new ArrayList<>();
    for (Column column : comparison.columns(stage)) {
      measured(method, column).ifPresent(s -> points.add(point(s)));
    }
    return points;
  }

  private Point point(Summary summary) {
    double mean = summary.accuracy().mean();
    double sd = summary.accuracy().n() < 2 ? 0 : summary.accuracy().sd();
    double x = x(sparsity(summary));
    String bar =
        sd > 0
            ? "M%s %sH%sM%s %sH%sM%s %sV%s"
                .formatted(
                    Chart.at(x - 3),
                    Chart.at(y(mean + sd)),
                    Chart.at(x + 3),
                    Chart.at(x - 3),
                    Chart.at(y(mean - sd)),
                    Chart.at(x + 3),
                    Chart.at(x),
                    Chart.at(y(mean + sd)),
                    Chart.at(y(mean - sd)))
            : "";
    String title =
        "%s, %s at %s %%: %s%s %% (%s)"
            .formatted(
                Method.of(summary).name(),
                summary.stage().id(),
                Text.sparsity(sparsity(summary)),
                Text.percent(mean),
                summary.accuracy().n() < 2 ? "" : " ± " + Text.percent(summary.accuracy().sd()),
                Text.count(summary.accuracy().n(), "seed"));
    return new Point(Chart.at(x), Chart.at(y(mean)), bar, title);
  }

  /** A line through the requested sparsities, broken where one was not measured. */
  String path(Method method, Stage stage) {
    StringBuilder path = new StringBuilder();
    boolean broken = true;
    for (Column column : comparison.columns(stage)) {
      Optional<Summary> summary = measured(method, column);
      if (summary.isPresent() && !column.chosen()) {
        path.append(broken ? 'M' : 'L')
            .append(Chart.at(x(column.sparsity())))
            .append(' ')
            .append(Chart.at(y(summary.get().accuracy().mean())));
      }
      broken = summary.isEmpty();
    }
    return path.toString();
  }

  /** The dense control across the plot. */
  Band band(Summary dense) {
    double mean = dense.accuracy().mean();
    double sd = dense.accuracy().n() < 2 ? 0 : dense.accuracy().sd();
    double top = y(mean + sd);
    return new Band(
        Chart.at(y(mean)),
        Chart.at(top),
        Chart.at(y(mean - sd) - top),
        "dense " + Text.percent(mean));
  }

  private double x(double sparsity) {
    return frame.x(sparsities.at(sparsity)) + dodge;
  }

  private double y(double accuracy) {
    return frame.y(accuracies.at(accuracy));
  }

  private Optional<Summary> measured(Method method, Column column) {
    return comparison.summary(method, column).filter(s -> s.accuracy().n() > 0);
  }

  private static double sparsity(Summary summary) {
    return Double.isNaN(summary.targetSparsity())
        ? summary.achievedSparsity().mean()
        : summary.targetSparsity();
  }
}
