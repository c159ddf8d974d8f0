package org.espalier.harness.internal.plugin;

import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import org.espalier.core.EspalierException;
import org.espalier.core.model.Granularity;
import org.espalier.core.model.Parameter;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.WholeUnits;
import org.espalier.harness.PluginInfo;

/** Holds a policy to its contract, so that no comparison rests on a wrong answer. */
final class PruningCheck {
  private PruningCheck() {}

  /**
   * Passes the answer on.
   *
   * @throws EspalierException if the mask is of another model, misses the sparsity or the quotas,
   *     revives a weight, cuts part of a unit where whole ones are asked for, or an adjusted weight
   *     is not finite
   */
  static Pruning require(PluginInfo plugin, Pruning pruning, PruningRequest request) {
    String policy = plugin.id();
    if (!pruning.mask().layout().equals(request.layout())) {
      throw new EspalierException("policy " + policy + " answered a mask of another model");
    }
    int kept = pruning.mask().keptPrunable();
    boolean units = request.granularity() == Granularity.UNIT;
    boolean met = (plugin.wholeUnits() || units) ? kept <= request.keep() : kept == request.keep();
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
    if (units) {
      requireWholeUnits(policy, pruning, request);
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

  private static void requireWholeUnits(String policy, Pruning pruning, PruningRequest request) {
    OptionalInt apart = WholeUnits.firstApart(request.alive(), pruning.mask());
    if (apart.isPresent()) {
      throw new EspalierException(
          ("policy %s cut index %d out of a unit that it left, but whole units were asked for"
                  + " (granularity=unit); use structured-surgeon or magnitude for these")
              .formatted(policy, apart.getAsInt()));
    }
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
