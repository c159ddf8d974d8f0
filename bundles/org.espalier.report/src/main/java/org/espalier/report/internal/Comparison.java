package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Stage;
import org.espalier.harness.result.Status;
import org.espalier.harness.result.Summary;

/** Results as a reader compares them: by method, stage and sparsity. */
final class Comparison {
  /**
   * One question put to every method.
   *
   * @param sparsity requested; NaN for the methods that choose their own
   */
  record Column(Stage stage, double sparsity) {
    boolean chosen() {
      return Double.isNaN(sparsity);
    }
  }

  private record Key(Method method, Column column) {}

  private static final String REFERENCE = "magnitude";
  private static final String REFERENCE_WITH_FLOW = "magnitude:flow=on";
  private static final String CHANCE = "random";

  private final Results results;
  private final Map<Key, List<Cell>> cells = new LinkedHashMap<>();
  private final Map<Key, Summary> summaries = new LinkedHashMap<>();
  private final Set<Method> methods = new LinkedHashSet<>();
  private final Set<Double> sparsities = new TreeSet<>();
  private final Map<Stage, List<Column>> columns = new EnumMap<>(Stage.class);
  private final Map<Column, List<Method>> best = new HashMap<>();
  private final List<Cell> dense;

  Comparison(Results results) {
    this.results = results;
    dense = results.cells().stream().filter(c -> c.stage() == Stage.DENSE).toList();
    List<Cell> pruned = results.cells().stream().filter(c -> c.stage() != Stage.DENSE).toList();
    for (Cell cell : pruned) {
      Method method = Method.of(cell);
      Column column = new Column(cell.stage(), cell.targetSparsity());
      methods.add(method);
      sparsities.add(cell.targetSparsity());
      cells.computeIfAbsent(new Key(method, column), k -> new ArrayList<>()).add(cell);
    }
    Set<Column> asked = cells.keySet().stream().map(Key::column).collect(Collectors.toSet());
    for (Stage stage : Stage.values()) {
      List<Column> own =
          sparsities.stream().map(s -> new Column(stage, s)).filter(asked::contains).toList();
      if (!own.isEmpty()) {
        columns.put(stage, own);
      }
    }
    for (Summary summary : Summary.of(pruned)) {
      Column column = new Column(summary.stage(), summary.targetSparsity());
      summaries.put(new Key(Method.of(summary), column), summary);
    }
  }

  Results results() {
    return results;
  }

  /** In the order of the experiment. */
  List<Method> methods() {
    return List.copyOf(methods);
  }

  /** The requested sparsities, ascending. */
  List<Double> sparsities() {
    return sparsities.stream().filter(s -> !s.isNaN()).toList();
  }

  /** The stages after pruning that were measured. */
  List<Stage> stages() {
    return List.copyOf(columns.keySet());
  }

  /** One column a requested sparsity of the stage, then one for the methods that choose theirs. */
  List<Column> columns(Stage stage) {
    return columns.getOrDefault(stage, List.of());
  }

  /** Every cell asked for, measured or not. */
  List<Cell> cells(Method method, Column column) {
    return cells.getOrDefault(new Key(method, column), List.of());
  }

  List<Cell> measured(Method method, Column column) {
    return cells(method, column).stream().filter(c -> c.status() == Status.OK).toList();
  }

  /** Over the seeds; empty where the method was not asked. */
  Optional<Summary> summary(Method method, Column column) {
    return Optional.ofNullable(summaries.get(new Key(method, column)));
  }

  /** The dense control's cells, one a seed. */
  List<Cell> dense() {
    return dense;
  }

  /** Those that were measured. */
  List<Cell> measuredDense() {
    return dense.stream().filter(c -> c.status() == Status.OK).toList();
  }

  /** The dense control over the seeds; empty if it was not measured. */
  Optional<Summary> denseSummary() {
    return Summary.of(dense).stream().filter(s -> s.accuracy().n() > 0).findFirst();
  }

  /** What every method is held against: magnitude pruning, if it takes part. */
  Optional<Method> reference() {
    return named(REFERENCE);
  }

  /** The reference, and magnitude pruning with flow beside it, as far as they take part. */
  List<Method> references() {
    return Stream.of(reference(), named(REFERENCE_WITH_FLOW)).flatMap(Optional::stream).toList();
  }

  /** At how many sparsities a method is best, the first of those that tie. */
  Map<Method, Integer> wins() {
    Map<Method, Integer> wins = new LinkedHashMap<>();
    for (Stage stage : stages()) {
      for (Column column : columns(stage)) {
        best(column).stream().findFirst().ifPresent(m -> wins.merge(m, 1, Integer::sum));
      }
    }
    return wins;
  }

  /** Those with the most wins. */
  List<Method> leaders() {
    Map<Method, Integer> wins = wins();
    int most = wins.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    return wins.keySet().stream().filter(m -> wins.getOrDefault(m, 0) == most).toList();
  }

  /** Whether the method is asked for a sparsity anywhere. */
  boolean isRequested(Method method) {
    return cells.keySet().stream().anyMatch(k -> k.method.equals(method) && !k.column.chosen());
  }

  /** Random pruning, if it takes part. */
  Optional<Method> chance() {
    return named(CHANCE);
  }

  /**
   * The methods of the highest mean accuracy, more than one if they tie, among those measured on
   * the most seeds; none for the column of chosen sparsities, which are not comparable.
   */
  List<Method> best(Column column) {
    return best.computeIfAbsent(column, this::findBest);
  }

  private List<Method> findBest(Column column) {
    List<Method> whole = ranked(column);
    double highest = whole.stream().mapToDouble(m -> mean(m, column)).max().orElse(Double.NaN);
    return whole.stream().filter(m -> mean(m, column) >= highest - 1e-12).toList();
  }

  /**
   * The methods measured on the most seeds, the highest mean accuracy first; none for the column of
   * chosen sparsities.
   */
  List<Method> ranked(Column column) {
    if (column.chosen()) {
      return List.of();
    }
    int seeds = methods.stream().mapToInt(m -> measured(m, column).size()).max().orElse(0);
    return methods.stream()
        .filter(m -> seeds > 0 && measured(m, column).size() == seeds)
        .sorted(Comparator.comparingDouble(m -> -mean(m, column)))
        .toList();
  }

  /** The method minus the reference, paired by seed; empty without a pair to compare. */
  Optional<PairedDifference> lead(Method method, Column column) {
    return reference().filter(r -> !r.equals(method)).flatMap(r -> difference(method, r, column));
  }

  /** One method minus another, paired by seed; empty without a pair to compare. */
  Optional<PairedDifference> difference(Method method, Method other, Column column) {
    PairedDifference difference =
        PairedDifference.of(measured(method, column), measured(other, column));
    return difference.seeds() > 0 ? Optional.of(difference) : Optional.empty();
  }

  private double mean(Method method, Column column) {
    return summary(method, column).map(s -> s.accuracy().mean()).orElse(Double.NaN);
  }

  private Optional<Method> named(String policy) {
    return methods.stream().filter(m -> m.policy().equals(policy)).findFirst();
  }
}
