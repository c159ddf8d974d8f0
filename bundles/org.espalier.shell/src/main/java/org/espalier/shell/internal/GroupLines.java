package org.espalier.shell.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The groups that an estimator tells most of, by p value, or else by score. */
final class GroupLines {
  private static final List<String> P_VALUES = List.of("adjustedPValue", "pValue", "p");
  private static final String SCORE = "score";

  /** Words of a line; evidence.json has all. */
  private static final int SHORT = 5;

  private GroupLines() {}

  /**
   * One line each for the {@code most} strongest.
   *
   * @param rows maps from text; others are left out
   */
  static List<String> of(List<?> rows, int most) {
    List<Map<?, ?>> maps = new ArrayList<>();
    for (Object row : rows) {
      if (row instanceof Map<?, ?> map) {
        maps.add(map);
      }
    }
    maps.sort(Comparator.comparingDouble(GroupLines::rank));
    List<String> lines = new ArrayList<>(maps.stream().limit(most).map(GroupLines::line).toList());
    if (maps.size() > most) {
      lines.add("… and %,d more in evidence.json".formatted(maps.size() - most));
    }
    return lines;
  }

  private static double rank(Map<?, ?> row) {
    for (String key : P_VALUES) {
      if (row.get(key) instanceof Number p) {
        return p.doubleValue();
      }
    }
    return row.get(SCORE) instanceof Number score ? -score.doubleValue() : Double.POSITIVE_INFINITY;
  }

  private static String line(Map<?, ?> row) {
    List<String> words = new ArrayList<>();
    row.forEach(
        (key, value) -> {
          if (value instanceof Double number) {
            words.add(key + " " + Figures.of(number));
          } else if (value instanceof CharSequence) {
            words.add(value.toString());
          } else {
            words.add(key + " " + value);
          }
        });
    return String.join(", ", words.subList(0, Math.min(SHORT, words.size())));
  }
}
