package org.espalier.harness.internal.plugin;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.espalier.core.model.Granularity;
import org.espalier.core.model.Parameter;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.WholeUnits;
import org.espalier.harness.PluginInfo;
import org.jspecify.annotations.Nullable;

/** Holds a policy to its contract, so that no comparison rests on a wrong answer. */
final class PruningCheck {
  private PruningCheck() {}

  /**
   * What is wrong with an answer, to follow the policy's name: there is none, the mask is of
   * another model, misses the sparsity or the quotas, revives a weight, cuts part of a unit where
   * whole ones are asked for, or an adjusted weight is not finite; empty if nothing is.
   */
  static Optional<String> fault(
      PluginInfo plugin, @Nullable Pruning pruning, PruningRequest request) {
    if (pruning == null) {
      return Optional.of("answered nothing (null)");
    }
    if (!pruning.mask().layout().equals(request.layout())) {
      return Optional.of("answered a mask of another model");
    }
    int kept = pruning.mask().keptPrunable();
    boolean units = request.granularity() == Granularity.UNIT;
    boolean met = (plugin.wholeUnits() || units) ? kept <= request.keep() : kept == request.keep();
    if (!plugin.choosesSparsity() && !met) {
      return Optional.of(
          "kept %d weights where sparsity %s leaves %d"
              .formatted(kept, request.sparsity(), request.keep()));
    }
    BitSet revived = pruning.mask().toBitSet();
    revived.andNot(request.alive().toBitSet());
    if (!revived.isEmpty()) {
      return Optional.of("revived index %d, which was cut before".formatted(revived.nextSetBit(0)));
    }
    return (units ? apart(pruning, request) : Optional.<String>empty())
        .or(() -> request.quotas().flatMap(quotas -> missed(pruning, quotas)))
        .or(() -> infinite(pruning, request));
  }

  private static Optional<String> apart(Pruning pruning, PruningRequest request) {
    OptionalInt apart = WholeUnits.firstApart(request.alive(), pruning.mask());
    return apart.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ("cut index %d out of a unit that it left, but whole units were asked for"
                    + " (granularity=unit); use structured-surgeon or magnitude for these")
                .formatted(apart.getAsInt()));
  }

  private static Optional<String> missed(Pruning pruning, List<Integer> quotas) {
    List<Parameter> layers = pruning.mask().layout().prunable();
    for (int i = 0; i < layers.size(); i++) {
      int kept = pruning.mask().kept(layers.get(i));
      if (kept != quotas.get(i)) {
        return Optional.of(
            "kept %d of %s where the control asks for %d; it can't be used as a control"
                .formatted(kept, layers.get(i).name(), quotas.get(i)));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> infinite(Pruning pruning, PruningRequest request) {
    float[] weights = pruning.apply(request.weights());
    for (int k = 0; k < weights.length; k++) {
      if (!Float.isFinite(weights[k])) {
        return Optional.of("set the weight at index " + k + " to " + weights[k]);
      }
    }
    return Optional.empty();
  }
}
