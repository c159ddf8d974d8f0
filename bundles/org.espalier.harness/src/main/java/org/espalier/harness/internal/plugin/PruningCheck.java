package org.espalier.harness.internal.plugin;

import java.util.BitSet;
import java.util.List;
import org.espalier.core.EspalierException;
import org.espalier.core.model.Parameter;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.harness.PluginInfo;

/** Holds a policy to its contract, so that no comparison rests on a wrong answer. */
final class PruningCheck {
  private PruningCheck() {}

  /**
   * Passes the answer on.
   *
   * @throws EspalierException if the mask is of another model, misses the sparsity or the quotas,
   *     revives a weight, or an adjusted weight is not finite
   */
  static Pruning require(PluginInfo plugin, Pruning pruning, PruningRequest request) {
    String policy = plugin.id();
    if (!pruning.mask().layout().equals(request.layout())) {
      throw new EspalierException("policy " + policy + " answered a mask of another model");
    }
    int kept = pruning.mask().keptPrunable();
    boolean met = plugin.wholeUnits() ? kept <= request.keep() : kept == request.keep();
    if (!plugin.choosesSparsity() && !met) {
      throw new EspalierException(
          "policy %s kept %d weights where sparsity %s leaves %d"
              .formatted(policy, kept, request.sparsity(), request.keep()));
    }
    BitSet revived = pruning.mask().toBitSet();
    revived.andNot(request.alive().toBitSet());
    if (!revived.isEmpty()) {
      throw new EspalierException(
          "policy %s revived index %d, which was cut before"
              .formatted(policy, revived.nextSetBit(0)));
    }
    request.quotas().ifPresent(quotas -> requireQuotas(policy, pruning, quotas));
    float[] weights = pruning.apply(request.weights());
    for (int k = 0; k < weights.length; k++) {
      if (!Float.isFinite(weights[k])) {
        throw new EspalierException(
            "policy " + policy + " set the weight at index " + k + " to " + weights[k]);
      }
    }
    return pruning;
  }

  private static void requireQuotas(String policy, Pruning pruning, List<Integer> quotas) {
    List<Parameter> layers = pruning.mask().layout().prunable();
    for (int i = 0; i < layers.size(); i++) {
      int kept = pruning.mask().kept(layers.get(i));
      if (kept != quotas.get(i)) {
        throw new EspalierException(
            "policy %s kept %d of %s where the control asks for %d; it can't be used as a control"
                .formatted(policy, kept, layers.get(i).name(), quotas.get(i)));
      }
    }
  }
}
