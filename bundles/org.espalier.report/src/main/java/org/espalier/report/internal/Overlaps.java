package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.espalier.core.npy.Npz.Truths;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Stage;
import org.espalier.report.internal.Comparison.Column;
import org.espalier.report.internal.Table.Entry;
import org.espalier.report.internal.Table.Head;
import org.espalier.report.internal.Table.Row;
import org.espalier.report.internal.statistics.MaskOverlap;

/**
 * How far the methods keep the same weights: two methods on one seed's network, and one method on
 * the networks of two seeds.
 */
final class Overlaps {
  /**
   * Masks that were held against each other, over all pairs of them.
   *
   * @param method whose masks they are
   * @param other whose too; the same method across seeds
   * @param iou mean
   * @param chance mean
   * @param pairs of masks
   */
  record Overlap(Method method, Method other, Column column, double iou, double chance, int pairs) {
    boolean acrossSeeds() {
      return method.equals(other);
    }

    private boolean isOf(Method one, Method two) {
      return (method.equals(one) && other.equals(two)) || (method.equals(two) && other.equals(one));
    }
  }

  private final Comparison comparison;
  private final Map<Column, List<Overlap>> overlaps = new LinkedHashMap<>();

  Overlaps(Comparison comparison, Masks masks) {
    this.comparison = comparison;
    List<Stage> stages = comparison.stages();
    if (!stages.isEmpty()) {
      for (Column column : comparison.columns(stages.get(stages.size() - 1))) {
        List<Overlap> found = find(column, masks);
        if (!found.isEmpty()) {
          overlaps.put(column, found);
        }
      }
    }
  }

  /** Only the masks of one column are in memory at a time. */
  private List<Overlap> find(Column column, Masks masks) {
    Map<Method, Map<Long, Map<String, Truths>>> known = new LinkedHashMap<>();
    for (Method method : comparison.methods()) {
      Map<Long, Map<String, Truths>> bySeed = new TreeMap<>();
      for (Cell cell : comparison.measured(method, column)) {
        masks.of(cell).ifPresent(mask -> bySeed.put(cell.seed(), mask));
      }
      if (!bySeed.isEmpty()) {
        known.put(method, bySeed);
      }
    }
    List<Overlap> found = new ArrayList<>();
    List<Method> methods = List.copyOf(known.keySet());
    for (int i = 0; i < methods.size(); i++) {
      for (int j = i; j < methods.size(); j++) {
        Map<Long, Map<String, Truths>> own = known.getOrDefault(methods.get(i), Map.of());
        Map<Long, Map<String, Truths>> others = known.getOrDefault(methods.get(j), Map.of());
        List<MaskOverlap> pairs = i == j ? acrossSeeds(own) : onOneSeed(own, others);
        mean(methods.get(i), methods.get(j), column, pairs).ifPresent(found::add);
      }
    }
    return found;
  }

  private static List<MaskOverlap> acrossSeeds(Map<Long, Map<String, Truths>> masks) {
    List<Map<String, Truths>> all = List.copyOf(masks.values());
    List<MaskOverlap> pairs = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      for (int j = i + 1; j < all.size(); j++) {
        pairs.add(MaskOverlap.of(all.get(i), all.get(j)));
      }
    }
    return pairs;
  }

  private static List<MaskOverlap> onOneSeed(
      Map<Long, Map<String, Truths>> own, Map<Long, Map<String, Truths>> others) {
    List<MaskOverlap> pairs = new ArrayList<>();
    own.forEach(
        (seed, mask) -> {
          Map<String, Truths> other = others.get(seed);
          if (other != null) {
            pairs.add(MaskOverlap.of(mask, other));
          }
        });
    return pairs;
  }

  private static Optional<Overlap> mean(
      Method method, Method other, Column column, List<MaskOverlap> pairs) {
    if (pairs.isEmpty()) {
      return Optional.empty();
    }
    double iou = pairs.stream().mapToDouble(MaskOverlap::iou).average().orElse(Double.NaN);
    double chance = pairs.stream().mapToDouble(MaskOverlap::chance).average().orElse(Double.NaN);
    return Optional.of(new Overlap(method, other, column, iou, chance, pairs.size()));
  }

  /** All of them, sparsity by sparsity. */
  List<Overlap> all() {
    return overlaps.values().stream().flatMap(List::stream).toList();
  }

  /** One map a sparsity, that next to 90 % open. */
  List<Layers.HeatMap> heatMaps(Map<Method, Style> styles) {
    double open = Layers.nearest(comparison.sparsities());
    List<Layers.HeatMap> maps = new ArrayList<>();
    overlaps.forEach(
        (column, found) -> {
          String title =
              column.chosen()
                  ? "sparsities of the methods' own choice"
                  : Text.sparsity(column.sparsity()) + " %";
          maps.add(new Layers.HeatMap(title, column.sparsity() == open, heatMap(found, styles)));
        });
    return maps;
  }

  private Table heatMap(List<Overlap> found, Map<Method, Style> styles) {
    List<Method> methods =
        comparison.methods().stream()
            .filter(m -> found.stream().anyMatch(o -> o.method.equals(m) || o.other.equals(m)))
            .toList();
    List<Head> heads = new ArrayList<>(List.of(new Head("Method", 1, "")));
    heads.add(new Head("across seeds", 1, "first"));
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < methods.size(); i++) {
      heads.add(new Head(Integer.toString(i + 1), 1, i == 0 ? "first" : ""));
      Method method = methods.get(i);
      List<Entry> entries = new ArrayList<>();
      entries.add(entry(found, method, method).starting());
      for (Method other : methods) {
        Entry entry = other.equals(method) ? Entry.of("·") : entry(found, method, other);
        entries.add(other.equals(methods.get(0)) ? entry.starting() : entry);
      }
      rows.add(new Row((i + 1) + " " + method.name(), Style.in(styles, method), entries));
    }
    return new Table(
        "Weights that both masks keep, in % of those that either keeps (intersection over union):"
            + " mean over the seeds, two methods on the same trained network; below it what masks of"
            + " the same layerwise sparsities would have by chance. Across seeds: one method on two"
            + " seeds' networks, mean over all pairs; the seeds start from other weights, so that"
            + " their units have nothing to do with each other. The stronger the shade, the further"
            + " above chance.",
        List.of(), heads, rows);
  }

  private static Entry entry(List<Overlap> found, Method one, Method other) {
    return found.stream()
        .filter(o -> o.isOf(one, other))
        .findFirst()
        .map(
            o ->
                Entry.of(Text.fixed(100 * o.iou, 0), Text.fixed(100 * o.chance, 0))
                    .shaded(o.chance < 1 ? (o.iou - o.chance) / (1 - o.chance) : 0))
        .orElse(Entry.of(""));
  }

  /** Which two methods are the most alike and which the least, at the sparsity next to 90 %. */
  String finding() {
    double open = Layers.nearest(comparison.sparsities());
    List<Overlap> pairs =
        all().stream().filter(o -> o.column.sparsity() == open && !o.acrossSeeds()).toList();
    Optional<Overlap> most = pairs.stream().max((a, b) -> Double.compare(a.iou, b.iou));
    Optional<Overlap> least = pairs.stream().min((a, b) -> Double.compare(a.iou, b.iou));
    if (most.isEmpty() || least.isEmpty()) {
      return "";
    }
    return "At %s %%, %s."
        .formatted(
            Text.sparsity(open),
            pairs.size() == 1
                ? told(most.get())
                : told(most.get()) + ", the most of any two; " + told(least.get()) + ", the least");
  }

  private static String told(Overlap overlap) {
    return "%s and %s share %s %% of the weights that either keeps (by chance %s %%)"
        .formatted(
            overlap.method.name(),
            overlap.other.name(),
            Text.fixed(100 * overlap.iou, 0),
            Text.fixed(100 * overlap.chance, 0));
  }
}
