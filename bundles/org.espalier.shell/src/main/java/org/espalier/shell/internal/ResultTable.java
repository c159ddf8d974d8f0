package org.espalier.shell.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Stage;
import org.espalier.harness.result.Summary;

/** Test accuracies as text: a table a stage, a row a method, a column a sparsity. */
final class ResultTable {
  private final Results results;
  private final List<Summary> summaries;

  ResultTable(Results results) {
    this.results = results;
    this.summaries = Summary.of(results.cells());
  }

  String render() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s: %s, %s, %s%n"
            .formatted(
                results.experiment(), results.model(), results.recipe(), results.schedule()));
    for (Summary dense : stage(Stage.DENSE)) {
      text.append(
          "dense: %s %% test accuracy, mean ± standard deviation of %s%n"
              .formatted(spread(dense.accuracy()), Figures.count(dense.accuracy().n(), "seed")));
    }
    for (Stage stage : List.of(Stage.ONE_SHOT, Stage.FINE_TUNED)) {
      if (!stage(stage).isEmpty()) {
        text.append(table(stage));
      }
    }
    return text.append(System.lineSeparator()).toString();
  }

  private List<Summary> stage(Stage stage) {
    return summaries.stream().filter(s -> s.stage() == stage).toList();
  }

  private String table(Stage stage) {
    TreeSet<Double> sparsities = new TreeSet<>();
    Map<String, Map<Double, Summary>> rows = new LinkedHashMap<>();
    List<Summary> own = new ArrayList<>();
    for (Summary summary : stage(stage)) {
      if (Double.isNaN(summary.targetSparsity())) {
        own.add(summary);
      } else {
        sparsities.add(summary.targetSparsity());
        rows.computeIfAbsent(summary.method(), m -> new LinkedHashMap<>())
            .put(summary.targetSparsity(), summary);
      }
    }
    List<String[]> lines = new ArrayList<>();
    String[] head = new String[sparsities.size() + 1];
    head[0] = stage.id() + ", at sparsity";
    int column = 1;
    for (double sparsity : sparsities) {
      head[column++] = percent(sparsity) + " %";
    }
    lines.add(head);
    rows.forEach((method, cells) -> lines.add(line(method, sparsities, cells)));
    StringBuilder text = new StringBuilder(System.lineSeparator()).append(aligned(lines));
    own.forEach(s -> text.append(ownSparsity(s)));
    return text.toString();
  }

  private static String[] line(String method, Set<Double> sparsities, Map<Double, Summary> cells) {
    List<String> line = new ArrayList<>(List.of(method));
    for (double sparsity : sparsities) {
      Summary cell = cells.get(sparsity);
      line.add(cell == null ? "" : accuracy(cell));
    }
    return line.toArray(String[]::new);
  }

  private static String accuracy(Summary cell) {
    return cell.accuracy().n() == 0 ? "failed" : spread(cell.accuracy());
  }

  private static String ownSparsity(Summary cell) {
    return cell.accuracy().n() == 0
        ? "%s: failed%n".formatted(cell.method())
        : "%s: %s at its own sparsity of %s %%%n"
            .formatted(cell.method(), spread(cell.accuracy()), spread(cell.achievedSparsity()));
  }

  private static String spread(Summary.Spread spread) {
    String mean = String.format(Locale.ROOT, "%.1f", 100 * spread.mean());
    return Double.isNaN(spread.sd())
        ? mean
        : mean + " ± " + String.format(Locale.ROOT, "%.1f", 100 * spread.sd());
  }

  private static String percent(double share) {
    String text = String.format(Locale.ROOT, "%.4f", 100 * share);
    return text.replaceAll("\\.?0+$", "");
  }

  /** First column to the left, the others to the right. */
  static String aligned(List<String[]> lines) {
    int[] widths = new int[lines.get(0).length];
    for (String[] line : lines) {
      for (int i = 0; i < line.length; i++) {
        widths[i] = Math.max(widths[i], line[i].length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (String[] line : lines) {
      text.append(line[0]).append(" ".repeat(widths[0] - line[0].length()));
      for (int i = 1; i < line.length; i++) {
        text.append("  ").append(" ".repeat(widths[i] - line[i].length())).append(line[i]);
      }
      text.append(System.lineSeparator());
    }
    return text.toString();
  }

  /** Every column to the left. */
  static String leftAligned(List<String[]> lines) {
    int columns = lines.get(0).length;
    int[] widths = new int[columns];
    lines.forEach(l -> Arrays.setAll(widths, i -> Math.max(widths[i], l[i].length())));
    StringBuilder text = new StringBuilder();
    for (String[] line : lines) {
      StringBuilder row = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        row.append(line[i]).append(" ".repeat(widths[i] - line[i].length() + 2));
      }
      text.append(row.toString().stripTrailing()).append(System.lineSeparator());
    }
    return text.toString();
  }
}
