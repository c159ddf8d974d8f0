package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.harness.result.Stage;
import org.espalier.report.internal.Comparison.Column;

/**
 * How a method looks in every chart: a colour and a marker that no other method has together, so
 * that it is told apart without the colour; those that stand out share no colour, and the two
 * references are neutral and dashed.
 *
 * @param index the method's place in the experiment
 * @param name the method's name
 * @param colour class of the colour
 * @param marker symbol of the marker
 * @param dash class of the line
 * @param shown whether it stands out before the reader chooses
 */
record Style(int index, String name, String colour, String marker, String dash, boolean shown) {
  private static final int COLOURS = 8;
  private static final int MARKERS = 7;
  private static final int LEADERS = 3;

  /** The style of each method, in the order of the experiment. */
  static Map<Method, Style> of(Comparison comparison) {
    Set<Method> shown = shown(comparison);
    List<Method> coloured = new ArrayList<>(comparison.methods());
    comparison.reference().ifPresent(coloured::remove);
    comparison.chance().ifPresent(coloured::remove);
    coloured.sort(Comparator.comparing(m -> !shown.contains(m)));
    Map<Method, Style> styles = new LinkedHashMap<>();
    for (Method method : comparison.methods()) {
      int n = coloured.indexOf(method);
      int index = styles.size();
      String name = method.name();
      boolean show = shown.contains(method);
      if (n >= 0) {
        String dash = n < COLOURS ? "solid" : "dashdot";
        String colour = "k" + n % COLOURS;
        styles.put(method, new Style(index, name, colour, "m" + n % MARKERS, dash, show));
      } else if (comparison.reference().filter(method::equals).isPresent()) {
        styles.put(method, new Style(index, name, "reference", "square", "dashed", show));
      } else {
        styles.put(method, new Style(index, name, "chance", "cross", "dotted", show));
      }
    }
    return styles;
  }

  /** The style of a method as a table takes it. */
  static List<Style> in(Map<Method, Style> styles, Method method) {
    Style style = styles.get(method);
    return style == null ? List.of() : List.of(style);
  }

  /**
   * The references, those that choose their own sparsity but for substitutes of them, and the most
   * frequent winners.
   */
  private static Set<Method> shown(Comparison comparison) {
    Set<Method> shown = new HashSet<>();
    comparison.reference().ifPresent(shown::add);
    comparison.chance().ifPresent(shown::add);
    Map<Method, Integer> wins = new LinkedHashMap<>();
    for (Stage stage : comparison.stages()) {
      for (Column column : comparison.columns(stage)) {
        comparison.best(column).stream().limit(1).forEach(m -> wins.merge(m, 1, Integer::sum));
        if (column.chosen()) {
          comparison.methods().stream()
              .filter(m -> !m.isSubstituted() && !comparison.measured(m, column).isEmpty())
              .forEach(shown::add);
        }
      }
    }
    List<Map.Entry<Method, Integer>> ranked = new ArrayList<>(wins.entrySet());
    ranked.sort(Map.Entry.comparingByValue(Comparator.reverseOrder()));
    ranked.stream().limit(LEADERS).map(Map.Entry::getKey).forEach(shown::add);
    return shown;
  }
}
