package org.espalier.core.pruning;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.espalier.core.model.Parameter;

/** The rule for a global cut, written the slow and obvious way. */
final class SaliencyOracle {
  private SaliencyOracle() {}

  /** Cuts the worst of the living one by one, and never a layer's last unless that is allowed. */
  static BitSet kept(double[] scores, PruningRequest request) {
    BitSet kept = request.alive().toBitSet();
    List<Integer> worstFirst = new ArrayList<>();
    for (Parameter layer : request.layout().prunable()) {
      for (int k = layer.offset(); k < layer.end(); k++) {
        if (kept.get(k)) {
          worstFirst.add(k);
        }
      }
    }
    worstFirst.sort(
        Comparator.comparingDouble((Integer k) -> scores[k] + 0.0)
            .thenComparing(Comparator.naturalOrder()));
    int cut = worstFirst.size() - request.keep();
    for (int k : worstFirst) {
      if (cut > 0 && (request.emptyLayersAllowed() || !isLast(k, kept, request))) {
        kept.clear(k);
        cut--;
      }
    }
    return kept;
  }

  private static boolean isLast(int k, BitSet kept, PruningRequest request) {
    return request.layout().prunable().stream()
        .filter(p -> p.offset() <= k && k < p.end())
        .anyMatch(p -> kept.get(p.offset(), p.end()).cardinality() == 1);
  }
}
