package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Stage;
import org.espalier.report.internal.Comparison.Column;

/** What policies predicted for the training loss, beside what the cut did to it. */
final class Predictions {
  private static final int ENOUGH_TO_CORRELATE = 3;
  private static final int LEAST_DECIMALS = 3;

  private final Comparison comparison;

  Predictions(Comparison comparison) {
    this.comparison = comparison;
  }

  /** One row a method and sparsity; no rows without a prediction. */
  Table table() {
    List<List<String>> rows = new ArrayList<>();
    for (Method method : comparison.methods()) {
      for (Column column : comparison.columns(Stage.ONE_SHOT)) {
        List<Cell> cells =
            comparison.measured(method, column).stream().filter(Cell::hasPrediction).toList();
        if (!cells.isEmpty()) {
          rows.add(row(method, column, cells));
        }
      }
    }
    return Table.plain(
        "Rise of the mean training loss in nats by the cut alone, mean ± sample standard deviation"
            + " over the seeds; the last column is Spearman's rank correlation of prediction and"
            + " measurement over the seeds. Measured is the cross-entropy with the labels as they"
            + " are, also where training smooths them.",
        List.of("Method", "Sparsity, %", "Predicted", "Measured", "Predicted ÷ measured", "ρ"),
        rows);
  }

  private static List<String> row(Method method, Column column, List<Cell> cells) {
    double predicted = statistics(cells, Cell::predictedLossChange).getMean();
    double measured = statistics(cells, Cell::measuredLossChange).getMean();
    return List.of(
        method.name(),
        column.chosen() ? "own choice" : Text.sparsity(column.sparsity()),
        spread(cells, Cell::predictedLossChange),
        spread(cells, Cell::measuredLossChange),
        measured > 0 ? Text.fixed(predicted / measured, decimals(predicted / measured)) : "–",
        cells.size() < ENOUGH_TO_CORRELATE ? "–" : Text.fixed(correlation(cells), 2));
  }

  private static String spread(List<Cell> cells, ToDoubleFunction<Cell> value) {
    SummaryStatistics statistics = statistics(cells, value);
    int decimals = decimals(statistics.getMean());
    String mean = Text.fixed(statistics.getMean(), decimals);
    return cells.size() < 2
        ? mean
        : mean + " ± " + Text.fixed(statistics.getStandardDeviation(), decimals);
  }

  /** Three, or as many as a small number needs to show three digits. */
  private static int decimals(double value) {
    return value == 0
        ? LEAST_DECIMALS
        : Math.max(LEAST_DECIMALS, 2 - (int) Math.floor(Math.log10(Math.abs(value))));
  }

  private static SummaryStatistics statistics(List<Cell> cells, ToDoubleFunction<Cell> value) {
    SummaryStatistics statistics = new SummaryStatistics();
    cells.stream().mapToDouble(value).forEach(statistics::addValue);
    return statistics;
  }

  /** NaN where all are the same. */
  private static double correlation(List<Cell> cells) {
    return new SpearmansCorrelation()
        .correlation(
            cells.stream().mapToDouble(Cell::predictedLossChange).toArray(),
            cells.stream().mapToDouble(Cell::measuredLossChange).toArray());
  }
}
