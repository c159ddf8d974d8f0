package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Stage;
import org.espalier.report.internal.Comparison.Column;
import org.espalier.report.internal.statistics.SeedCurves;

/**
 * A measure against sparsity, a curve a seed, from the dense control at 0 on. The abscissa is how
 * often the density was halved, −log₂(1 − sparsity): sparsities that are 2, 4, 8 times smaller are
 * then equally far apart.
 *
 * @param sparsities requested, ascending, 0 first
 * @param curves over the halvings, of the seeds that were measured everywhere
 */
record MethodCurves(List<Double> sparsities, SeedCurves curves) {

  /** Of a method at a stage; empty without a seed that was measured everywhere. */
  static Optional<MethodCurves> of(
      Comparison comparison, Method method, Stage stage, ToDoubleFunction<Cell> measure) {
    Map<Long, List<Double>> bySeed = new HashMap<>();
    List<Long> order = new ArrayList<>();
    for (Cell cell : comparison.measuredDense()) {
      order.add(cell.seed());
      bySeed.put(cell.seed(), new ArrayList<>(List.of(measure.applyAsDouble(cell))));
    }
    List<Double> sparsities = new ArrayList<>(List.of(0.0));
    for (Column column : comparison.columns(stage)) {
      List<Cell> measured = comparison.measured(method, column);
      if (column.sparsity() > 0 && !measured.isEmpty()) { // NaN is a choice of the method's own
        sparsities.add(column.sparsity());
        for (Cell cell : measured) {
          Optional.ofNullable(bySeed.get(cell.seed()))
              .ifPresent(curve -> curve.add(measure.applyAsDouble(cell)));
        }
      }
    }
    List<double[]> whole =
        order.stream()
            .map(seed -> bySeed.getOrDefault(seed, List.of()))
            .map(curve -> curve.stream().mapToDouble(Double::doubleValue).toArray())
            .filter(curve -> curve.length == sparsities.size())
            .toList();
    if (whole.isEmpty() || sparsities.size() < 2) {
      return Optional.empty();
    }
    double[] halvings = sparsities.stream().mapToDouble(MethodCurves::halvings).toArray();
    return Optional.of(new MethodCurves(List.copyOf(sparsities), new SeedCurves(halvings, whole)));
  }

  static double halvings(double sparsity) {
    return -Math.log(1 - sparsity) / Math.log(2);
  }

  /** The sparsity after so many halvings; 1 after infinitely many. */
  static double sparsity(double halvings) {
    return 1 - Math.pow(2, -halvings);
  }

  /** How much less than the first of its seed each value is, in the same order. */
  SeedCurves losses() {
    return curves.fallen();
  }

  /** The same curves over the sparsities themselves. */
  SeedCurves overSparsities() {
    return curves.over(sparsities.stream().mapToDouble(Double::doubleValue).toArray());
  }

  double highest() {
    return sparsities.get(sparsities.size() - 1);
  }
}
