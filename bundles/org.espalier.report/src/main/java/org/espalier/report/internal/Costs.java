package org.espalier.report.internal;

import java.util.function.ToDoubleFunction;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Stage;
import org.espalier.report.internal.Comparison.Column;

/** What a method's networks cost, means over the seeds; NaN where nothing was measured. */
final class Costs {
  private final Comparison comparison;
  private final double denseFlops;
  private final double denseAccuracy;

  Costs(Comparison comparison) {
    this.comparison = comparison;
    denseFlops = comparison.dense().stream().mapToLong(Cell::flops).max().orElse(0);
    denseAccuracy = comparison.denseSummary().map(s -> s.accuracy().mean()).orElse(Double.NaN);
  }

  /** All parameters ÷ those not zero. */
  double compression(Method method, Column column) {
    return mean(method, column, Cell::total) / mean(method, column, Cell::nonzero);
  }

  /** Operations ÷ those of the dense network, zeros left out. */
  double operations(Method method, Column column) {
    return denseFlops > 0 ? mean(method, column, Cell::flops) / denseFlops : Double.NaN;
  }

  /** Accuracy ÷ that of the dense network. */
  double kept(Method method, Column column) {
    return mean(method, column, Cell::accuracy) / denseAccuracy;
  }

  double nonzero(Method method, Column column) {
    return mean(method, column, Cell::nonzero);
  }

  /** Time that deciding took; NaN where no one-shot stage tells it. */
  double decidingSeconds(Method method, double sparsity) {
    return mean(method, new Column(Stage.ONE_SHOT, sparsity), Cell::seconds);
  }

  /** Milliseconds for a batch; NaN where that wasn't measured. */
  double latency(Method method, Column column) {
    return mean(method, column, cell -> cell.figures().getOrDefault(Cell.LATENCY, Double.NaN));
  }

  /** How many times faster than uncut, by the clock; NaN where that wasn't measured. */
  double speedUp(Method method, Column column) {
    return mean(method, column, cell -> cell.figures().getOrDefault(Cell.SPEED_UP, Double.NaN));
  }

  private double mean(Method method, Column column, ToDoubleFunction<Cell> value) {
    return comparison.measured(method, column).stream()
        .mapToDouble(value)
        .average()
        .orElse(Double.NaN);
  }
}
