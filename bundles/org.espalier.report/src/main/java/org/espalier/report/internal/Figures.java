package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.espalier.report.internal.Comparison.Column;
import org.espalier.report.internal.StageGrid.Line;
import org.espalier.report.internal.Table.Entry;

/** Tables of what else was measured, one a figure. */
final class Figures {
  private static final String RANKING = "ablation.rankCorrelation";

  private final Comparison comparison;
  private final Map<Method, Style> styles;

  Figures(Comparison comparison, Map<Method, Style> styles) {
    this.comparison = comparison;
    this.styles = styles;
  }

  /** Names of the figures of pruned networks that have a value anywhere. */
  List<String> names() {
    return comparison.results().cells().stream()
        .filter(cell -> comparison.methods().contains(Method.of(cell)))
        .flatMap(cell -> cell.figures().entrySet().stream())
        .filter(figure -> Double.isFinite(figure.getValue()))
        .map(Map.Entry::getKey)
        .filter(FigureText::isShown)
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .toList();
  }

  /** How well the policies rank what removal does, where that was measured. */
  List<Table> ranking() {
    return names().contains(RANKING) ? List.of(table(RANKING)) : List.of();
  }

  /** All that have no place of their own. */
  List<String> others() {
    return names().stream().filter(name -> !name.equals(RANKING)).toList();
  }

  static String title(String name) {
    return FigureText.of(name).title();
  }

  Table table(String name) {
    List<Line> lines = new ArrayList<>();
    for (Method method : comparison.methods()) {
      lines.add(
          new Line(method.name(), Style.in(styles, method), column -> entry(name, method, column)));
    }
    SummaryStatistics dense = new SummaryStatistics();
    comparison.dense().stream()
        .mapToDouble(c -> c.figures().getOrDefault(name, Double.NaN))
        .filter(Double::isFinite)
        .forEach(dense::addValue);
    return new StageGrid(comparison, column -> isMeasured(name, column))
        .table(
            FigureText.of(name).meaning()
                + ": mean ± sample standard deviation over the seeds"
                + (dense.getN() > 0
                    ? "; dense network " + spelled(name, dense.getMean()) + "."
                    : "."),
            "Method",
            lines);
  }

  private boolean isMeasured(String name, Column column) {
    return comparison.methods().stream()
        .flatMap(method -> comparison.measured(method, column).stream())
        .anyMatch(cell -> cell.figures().containsKey(name));
  }

  private Entry entry(String name, Method method, Column column) {
    SummaryStatistics values = new SummaryStatistics();
    comparison.measured(method, column).stream()
        .mapToDouble(c -> c.figures().getOrDefault(name, Double.NaN))
        .filter(Double::isFinite)
        .forEach(values::addValue);
    if (values.getN() == 0) {
      return MethodTables.absent(comparison, method, column);
    }
    return Entry.of(
        spelled(name, values.getMean()),
        values.getN() < 2 ? "" : "± " + spelled(name, values.getStandardDeviation()));
  }

  private static String spelled(String name, double value) {
    return FigureText.of(name).share() ? Text.percent(value) : Text.significant(value);
  }
}
