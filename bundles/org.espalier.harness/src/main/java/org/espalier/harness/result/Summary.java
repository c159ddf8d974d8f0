package org.espalier.harness.result;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/**
 * The cells of one method, sparsity and stage over all seeds.
 *
 * @param policy as in {@link Cell}
 * @param estimator as in {@link Cell}
 * @param targetSparsity as in {@link Cell}
 * @param stage as in {@link Cell}
 * @param accuracy mean and sample standard deviation over the seeds that were measured
 * @param loss likewise
 * @param achievedSparsity likewise
 * @param seconds likewise
 * @param failures cells that were not measured
 */
public record Summary(
    String policy,
    String estimator,
    double targetSparsity,
    Stage stage,
    Spread accuracy,
    Spread loss,
    Spread achievedSparsity,
    Spread seconds,
    int failures) {

  /** A mean with its sample standard deviation (NaN below two values) and number of values. */
  public record Spread(double mean, double sd, int n) {
    static Spread of(List<Cell> cells, ToDoubleFunction<Cell> value) {
      SummaryStatistics statistics = new SummaryStatistics();
      cells.stream().mapToDouble(value).forEach(statistics::addValue);
      int n = cells.size();
      double sd = n < 2 ? Double.NaN : statistics.getStandardDeviation();
      return new Spread(statistics.getMean(), sd, n);
    }
  }

  private record Key(String policy, String estimator, double targetSparsity, Stage stage) {}

  /** Policy and estimator in one name, such as {@code gamma-quota (paper-sgd)}. */
  public String method() {
    return estimator.isEmpty() ? policy : policy + " (" + estimator + ")";
  }

  /** One summary a method, sparsity and stage, in the order in which they first come. */
  public static List<Summary> of(List<Cell> cells) {
    Map<Key, List<Cell>> groups = new LinkedHashMap<>();
    for (Cell cell : cells) {
      Key key = new Key(cell.policy(), cell.estimator(), cell.targetSparsity(), cell.stage());
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(cell);
    }
    return groups.entrySet().stream().map(e -> summarize(e.getKey(), e.getValue())).toList();
  }

  private static Summary summarize(Key key, List<Cell> cells) {
    List<Cell> measured =
        cells.stream().filter(c -> Objects.equals(c.status(), Status.OK)).toList();
    return new Summary(
        key.policy,
        key.estimator,
        key.targetSparsity,
        key.stage,
        Spread.of(measured, Cell::accuracy),
        Spread.of(measured, Cell::loss),
        Spread.of(measured, Cell::achievedSparsity),
        Spread.of(measured, Cell::seconds),
        cells.size() - measured.size());
  }
}
