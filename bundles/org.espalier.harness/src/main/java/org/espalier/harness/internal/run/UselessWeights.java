package org.espalier.harness.internal.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.espalier.core.model.Connection;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;

/**
 * How far a cut found the weights that are useless for certain: those that read a feature which
 * tells nothing of the class.
 */
final class UselessWeights {
  /** Share of the useless weights that was cut. */
  static final String USELESS_CUT = "useless.cut";

  /** Share of the weights that read the informative features that was cut. */
  static final String INFORMATIVE_CUT = "informative.cut";

  private UselessWeights() {}

  /**
   * The shares of a mask; none where no feature is known to be useless, or no layer reads the
   * features one by one.
   *
   * @param useless features
   * @param features how many there are
   */
  static Map<String, Double> shares(Mask mask, List<Integer> useless, int features) {
    Map<String, Double> shares = new TreeMap<>();
    if (useless.isEmpty()) {
      return shares;
    }
    Set<Integer> known = Set.copyOf(useless);
    List<Integer> uselessWeights = new ArrayList<>();
    List<Integer> informative = new ArrayList<>();
    for (Parameter layer : first(mask.layout(), features)) {
      for (int k = layer.offset(); k < layer.end(); k++) {
        boolean none = known.contains((k - layer.offset()) % features);
        (none ? uselessWeights : informative).add(k);
      }
    }
    if (!uselessWeights.isEmpty() && !informative.isEmpty()) {
      shares.put(USELESS_CUT, cut(mask, uselessWeights));
      shares.put(INFORMATIVE_CUT, cut(mask, informative));
    }
    return shares;
  }

  /** Prunable tensors (units, features) that read the network's input. */
  private static List<Parameter> first(ParameterLayout layout, int features) {
    Set<String> later =
        layout.connections().stream().map(Connection::target).collect(Collectors.toSet());
    return layout.prunable().stream()
        .filter(p -> !later.contains(p.name()))
        .filter(p -> p.shape().size() == 2 && p.shape().get(1) == features)
        .toList();
  }

  private static double cut(Mask mask, List<Integer> weights) {
    return weights.stream().filter(k -> !mask.keeps(k)).count() / (double) weights.size();
  }
}
