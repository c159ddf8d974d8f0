package org.espalier.policy.causal.internal;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;

/**
 * Cuts every weight with γ = 0, however many that are. A layer that would lose all keeps the weight
 * with the highest |γ|θ² of those left, of equal ones that with the highest index, unless the
 * request allows empty layers.
 */
final class ZeroRule {
  private final PruningRequest request;
  private final double[] gamma;

  private ZeroRule(PruningRequest request) {
    this.request = request;
    this.gamma = request.evidence().gamma();
  }

  static Pruning prune(PruningRequest request) {
    request.requireSingleWeights();
    request.progress().check();
    return new ZeroRule(request).prune();
  }

  private Pruning prune() {
    BitSet kept = request.alive().toBitSet();
    double[] effects = Criteria.removalEffect(gamma, request.weights());
    List<String> spared = new ArrayList<>();
    int causal = 0;
    for (Parameter layer : request.layout().prunable()) {
      request.progress().check();
      int best = best(layer, effects);
      int left = cutZeros(layer, kept);
      causal += left;
      if (left == 0 && best >= 0 && !request.emptyLayersAllowed()) {
        kept.set(best);
        spared.add(layer.name());
      }
    }
    Pruning pruning = Pruning.of(Mask.of(request.layout(), kept));
    if (causal == 0) {
      pruning = pruning.withNote("every gamma is 0: the evidence names no weight to keep");
    }
    if (!spared.isEmpty()) {
      pruning =
          pruning.withNote(
              "kept one weight of %s, where every gamma is 0".formatted(String.join(", ", spared)));
    }
    return ByEvidence.withDoubts(pruning, request.evidence());
  }

  /** The living weight of a layer with the highest effect, or −1 if none is alive. */
  private int best(Parameter layer, double[] effects) {
    int best = -1;
    for (int k = layer.offset(); k < layer.end(); k++) {
      if (request.alive().keeps(k) && (best < 0 || !(effects[k] < effects[best]))) {
        best = k;
      }
    }
    return best;
  }

  /** Cuts a layer's weights with γ = 0 and counts what stays. */
  private int cutZeros(Parameter layer, BitSet kept) {
    for (int k = layer.offset(); k < layer.end(); k++) {
      if (gamma[k] == 0) {
        kept.clear(k);
      }
    }
    return kept.get(layer.offset(), layer.end()).cardinality();
  }
}
