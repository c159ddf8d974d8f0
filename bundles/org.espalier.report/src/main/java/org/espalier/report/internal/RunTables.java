package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Estimate;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Stage;
import org.espalier.harness.result.Status;
import org.espalier.harness.result.Training;

/** Tables of what happened besides accuracy: trainings, evidence, failures, collapses, notes. */
final class RunTables {
  private final Results results;

  RunTables(Results results) {
    this.results = results;
  }

  /** One row a seed. */
  Table trainings() {
    Map<Long, Cell> dense = new LinkedHashMap<>();
    results.cells().stream()
        .filter(c -> c.stage() == Stage.DENSE && c.status() == Status.OK)
        .forEach(c -> dense.putIfAbsent(c.seed(), c));
    List<List<String>> rows = new ArrayList<>();
    for (Training training : results.trainings()) {
      Cell cell = dense.get(training.seed());
      rows.add(
          List.of(
              Long.toString(training.seed()),
              Integer.toString(training.steps()),
              Text.fixed(training.seconds(), 2),
              Text.percent(training.recordingShare()),
              Text.significant(training.trainLoss()),
              cell == null ? "–" : Text.percent(cell.accuracy()),
              cell == null ? "–" : Text.fixed(cell.loss(), 3),
              shortened(training.trainFingerprint())));
    }
    return Table.plain(
        "Training of the dense network, one row a seed. Recording is the share of the seconds that"
            + " went into recording the trajectory.",
        List.of(
            "Seed",
            "Steps",
            "Seconds",
            "Recording, %",
            "Training loss, last epoch",
            "Test accuracy, %",
            "Test loss",
            "Training part, SHA-256"),
        rows);
  }

  /** One row an estimator and number of its own, over the seeds. */
  Table evidence() {
    Map<String, List<Estimate>> byEstimator =
        results.estimates().stream()
            .collect(
                Collectors.groupingBy(
                    Estimate::estimator, LinkedHashMap::new, Collectors.toList()));
    List<List<String>> rows = new ArrayList<>();
    byEstimator.forEach(
        (estimator, estimates) -> {
          long converged = estimates.stream().filter(Estimate::converged).count();
          Map<String, List<Object>> numbers = new LinkedHashMap<>();
          numbers.put("parameters selected (γ ≠ 0)", new ArrayList<>());
          numbers.put("seconds to solve", new ArrayList<>());
          for (Estimate estimate : estimates) {
            numbers.get("parameters selected (γ ≠ 0)").add(estimate.selected());
            numbers.get("seconds to solve").add(estimate.seconds());
            estimate
                .details()
                .forEach((k, v) -> numbers.computeIfAbsent(k, x -> new ArrayList<>()).add(v));
          }
          rows.add(List.of(estimator, "converged", converged + " of " + estimates.size(), ""));
          numbers.forEach((name, values) -> rows.add(evidenceRow(estimator, name, values)));
        });
    return Table.plain(
        "What each estimator found, over the seeds: its own numbers, mean and range.",
        List.of("Estimator", "Number", "Mean", "Least to greatest"),
        rows);
  }

  /** What was not measured, equal reasons in one row; no rows if all was. */
  Table failures() {
    List<Cell> failed = results.cells().stream().filter(c -> c.status() != Status.OK).toList();
    return Table.plain(
        "Cells without a measurement, and why.",
        List.of("Method", "Status and reason", "Where", "Seeds"),
        grouped(failed, cell -> List.of(cell.statusText())));
  }

  /** Layers that lost every weight; no rows if none did. */
  Table collapses() {
    return Table.plain(
        "Collapsed layers: tensors that lost every weight.",
        List.of("Method", "Layer", "Where", "Seeds"),
        grouped(firstStage(), Layers::collapsed));
  }

  /** What was remarked of trainings and prunings, equal notes in one row; no rows if nothing. */
  Table notes() {
    List<Cell> cells =
        new ArrayList<>(results.cells().stream().filter(c -> c.stage() == Stage.DENSE).toList());
    cells.addAll(firstStage());
    return Table.plain(
        "Notes of the trainings and the policies.",
        List.of("Method", "Note", "Where", "Seeds"),
        grouped(cells, Cell::notes));
  }

  /** One row a method and a thing said of its cells, with the places and seeds it was said of. */
  private static List<List<String>> grouped(
      List<Cell> cells, Function<Cell, List<String>> sayings) {
    Map<List<String>, List<Cell>> groups = new LinkedHashMap<>();
    for (Cell cell : cells) {
      for (String saying : sayings.apply(cell)) {
        groups.computeIfAbsent(List.of(method(cell), saying), k -> new ArrayList<>()).add(cell);
      }
    }
    return groups.entrySet().stream()
        .map(
            e ->
                List.of(
                    e.getKey().get(0), e.getKey().get(1), where(e.getValue()), seeds(e.getValue())))
        .toList();
  }

  /** A mask is made once: cells of the first stage tell all, those of a later one repeat it. */
  private List<Cell> firstStage() {
    Stage first =
        results.cells().stream().anyMatch(c -> c.stage() == Stage.ONE_SHOT)
            ? Stage.ONE_SHOT
            : Stage.FINE_TUNED;
    return results.cells().stream().filter(c -> c.stage() == first).toList();
  }

  private static List<String> evidenceRow(String estimator, String name, List<Object> values) {
    if (values.stream().allMatch(Number.class::isInstance)) {
      SummaryStatistics numbers = new SummaryStatistics();
      values.forEach(v -> numbers.addValue(((Number) v).doubleValue()));
      String range =
          numbers.getMin() == numbers.getMax()
              ? "the same for all"
              : Text.significant(numbers.getMin()) + " to " + Text.significant(numbers.getMax());
      return List.of(estimator, name, Text.significant(numbers.getMean()), range);
    }
    String distinct =
        values.stream().map(Objects::toString).distinct().collect(Collectors.joining("; "));
    return List.of(estimator, name, distinct, "");
  }

  private static String method(Cell cell) {
    return cell.stage() == Stage.DENSE ? "dense control" : cell.method();
  }

  /** Stages and sparsities, each stage once. */
  private static String where(List<Cell> cells) {
    Map<Stage, TreeSet<Double>> sparsities = new LinkedHashMap<>();
    cells.forEach(
        c -> sparsities.computeIfAbsent(c.stage(), k -> new TreeSet<>()).add(c.targetSparsity()));
    return sparsities.entrySet().stream()
        .map(
            e -> {
              List<Double> requested = e.getValue().stream().filter(s -> !s.isNaN()).toList();
              boolean plain = requested.isEmpty() || e.getKey() == Stage.DENSE;
              return e.getKey().id() + (plain ? "" : " at " + Text.sparsities(requested));
            })
        .collect(Collectors.joining("; "));
  }

  private static String seeds(List<Cell> cells) {
    return cells.stream()
        .map(Cell::seed)
        .distinct()
        .sorted()
        .map(String::valueOf)
        .collect(Collectors.joining(", "));
  }

  private static String shortened(String fingerprint) {
    return fingerprint.length() > 16 ? fingerprint.substring(0, 16) + "…" : fingerprint;
  }
}
