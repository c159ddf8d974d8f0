package org.espalier.policy.causal.internal;

import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.model.Granularity;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.pruning.FlowOptions;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.Saliency;

/** A global cut by scores made from γ, with notes on how far γ decided it. */
final class ByEvidence {
  private ByEvidence() {}

  /**
   * Cuts by scores; how many of them are above 0 is told of the scores as γ gives them, for flow
   * tells of its own zeros.
   *
   * @param scores p values, none negative
   */
  static Pruning prune(double[] scores, PruningRequest request, FlowOptions options) {
    Pruning pruning = Saliency.prune(scores, request, options);
    return withDoubts(
        request.granularity() == Granularity.WEIGHT
            ? withTies(pruning, scores, request.layout())
            : pruning,
        request.evidence());
  }

  private static Pruning withTies(Pruning pruning, double[] scores, ParameterLayout layout) {
    int kept = pruning.mask().keptPrunable();
    int ranked = 0;
    for (Parameter layer : layout.prunable()) {
      for (int k = layer.offset(); k < layer.end(); k++) {
        ranked += pruning.mask().keeps(k) && scores[k] != 0 ? 1 : 0;
      }
    }
    return ranked == kept
        ? pruning
        : pruning.withNote(
            "only %d of the %d kept weights have a score above 0; the rest are ties by index"
                .formatted(ranked, kept));
  }

  /** Tells if the estimator had not converged. */
  static Pruning withDoubts(Pruning pruning, CausalEvidence evidence) {
    return evidence.converged()
        ? pruning
        : pruning.withNote("the estimator of the evidence had not converged");
  }
}
