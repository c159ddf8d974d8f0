package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Stage;
import org.espalier.report.internal.Comparison.Column;
import org.espalier.report.internal.Table.Entry;
import org.espalier.report.internal.Table.Head;
import org.espalier.report.internal.Table.Row;

/** What became of single layers. */
final class Layers {
  /** Beyond this sparsity the shade gets no darker. */
  private static final double DARKEST = 0.999;

  /** The sparsity whose map is open to start with, or the next to it. */
  private static final double OPEN = 0.9;

  /**
   * Layers at one sparsity, as a heat map.
   *
   * @param title which sparsity
   * @param open whether it is open to start with
   * @param table one row a method, one column a layer
   */
  record HeatMap(String title, boolean open, Table table) {}

  private Layers() {}

  /** Names of the tensors that have lost every weight. */
  static List<String> collapsed(Cell cell) {
    return cell.layerSparsities().entrySet().stream()
        .filter(layer -> layer.getValue() >= 1)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** One map a sparsity, of the first stage: fine-tuning keeps the masks. */
  static List<HeatMap> heatMaps(Comparison comparison, Map<Method, Style> styles) {
    List<HeatMap> maps = new ArrayList<>();
    if (!comparison.stages().isEmpty()) {
      Stage stage = comparison.stages().get(0);
      double open = nearest(comparison.sparsities());
      for (Column column : comparison.columns(stage)) {
        Table table = heatMap(comparison, styles, column);
        String title =
            column.chosen()
                ? "sparsities of the methods' own choice"
                : Text.sparsity(column.sparsity()) + " %";
        if (!table.rows().isEmpty()) {
          maps.add(new HeatMap(title, column.sparsity() == open, table));
        }
      }
    }
    return maps;
  }

  private static Table heatMap(Comparison comparison, Map<Method, Style> styles, Column column) {
    Set<String> layers = new LinkedHashSet<>();
    for (Method method : comparison.methods()) {
      comparison.measured(method, column).forEach(c -> layers.addAll(c.layerSparsities().keySet()));
    }
    List<Head> heads = new ArrayList<>(List.of(new Head("Method", 1, "")));
    layers.forEach(layer -> heads.add(new Head(layer, 1, "")));
    double[] known =
        comparison.methods().stream()
            .flatMap(method -> comparison.measured(method, column).stream())
            .flatMap(cell -> cell.layerSparsities().values().stream())
            .mapToDouble(s -> Math.min(DARKEST, s))
            .sorted()
            .toArray();
    List<Row> rows = new ArrayList<>();
    for (Method method : comparison.methods()) {
      List<Cell> cells = comparison.measured(method, column);
      Style style = styles.get(method);
      if (!cells.isEmpty() && !layers.isEmpty()) {
        Collection<Style> own = style == null ? List.of() : List.of(style);
        rows.add(new Row(method.name(), own, entries(layers, cells, known)));
      }
    }
    return new Table(
        "Zeros in each prunable tensor in %, mean over the seeds; the stronger the shade, the sparser; ✕ marks a"
            + " tensor that lost every weight in every seed.",
        List.of(), heads, rows);
  }

  private static List<Entry> entries(Set<String> layers, List<Cell> cells, double[] known) {
    List<Entry> entries = new ArrayList<>();
    for (String layer : layers) {
      OptionalDouble mean =
          cells.stream()
              .filter(c -> c.layerSparsities().containsKey(layer))
              .mapToDouble(c -> c.layerSparsities().getOrDefault(layer, Double.NaN))
              .average();
      entries.add(mean.isPresent() ? entry(mean.getAsDouble(), known) : Entry.of(""));
    }
    return entries;
  }

  /** Shaded from the least sparse tensor of the map to the sparsest, by −log(1 − s). */
  private static Entry entry(double sparsity, double[] known) {
    double least = known[0];
    double most = Math.max(known[known.length - 1], least + 1e-9);
    Entry entry =
        Entry.of(Text.percent(sparsity)).shaded(new Scale(true, least, most).at(sparsity));
    return sparsity >= 1 ? entry.remarked("collapsed") : entry;
  }

  /** The sparsity next to 90 %; NaN without any. */
  static double nearest(List<Double> sparsities) {
    double nearest = Double.NaN;
    for (double s : sparsities) {
      if (Double.isNaN(nearest) || Math.abs(s - OPEN) < Math.abs(nearest - OPEN)) {
        nearest = s;
      }
    }
    return nearest;
  }
}
