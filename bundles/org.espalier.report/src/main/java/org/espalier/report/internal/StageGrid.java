package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.espalier.harness.result.Stage;
import org.espalier.report.internal.Comparison.Column;
import org.espalier.report.internal.Table.Entry;
import org.espalier.report.internal.Table.Head;
import org.espalier.report.internal.Table.Row;

/** The shape of tables with one column a stage and sparsity. */
final class StageGrid {
  private final Comparison comparison;
  private final Predicate<Column> wanted;

  /**
   * One row.
   *
   * @param label its header
   * @param style the method it is about, if any
   * @param content what stands in the column of a sparsity
   */
  record Line(String label, Collection<Style> style, Function<Column, Entry> content) {}

  /**
   * @param wanted whether a column is shown
   */
  StageGrid(Comparison comparison, Predicate<Column> wanted) {
    this.comparison = comparison;
    this.wanted = wanted;
  }

  Table table(String caption, String head, List<Line> lines) {
    List<Head> groups = new ArrayList<>();
    List<Head> heads = new ArrayList<>(List.of(new Head(head, 1, "")));
    List<Column> columns = new ArrayList<>();
    for (Stage stage : comparison.stages()) {
      List<Column> own = comparison.columns(stage).stream().filter(wanted).toList();
      if (!own.isEmpty()) {
        groups.add(new Head(Text.capitalized(stage) + ", sparsity in %", own.size(), "first"));
      }
      own.forEach(c -> heads.add(new Head(head(c), 1, c.equals(own.get(0)) ? "first" : "")));
      columns.addAll(own);
    }
    List<Row> rows = new ArrayList<>();
    for (Line line : lines) {
      List<Entry> entries = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        Entry entry = line.content.apply(columns.get(i));
        boolean first = i == 0 || columns.get(i - 1).stage() != columns.get(i).stage();
        entries.add(first ? entry.starting() : entry);
      }
      rows.add(new Row(line.label, line.style, entries));
    }
    return new Table(caption, groups, heads, rows);
  }

  private static String head(Column column) {
    return column.chosen() ? "own choice" : Text.sparsity(column.sparsity());
  }
}
