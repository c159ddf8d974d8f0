package org.espalier.policy.causal.internal.surgeon;

import org.espalier.core.EspalierException;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.pruning.OwnTrajectory;
import org.espalier.core.pruning.PruningRequest;

/** What the surgeon must not be asked to do. */
final class SurgeonChecks {
  private SurgeonChecks() {}

  /**
   * Makes sure that what the trajectory tells is about these weights.
   *
   * @throws EspalierException if the model normalises
   * @throws org.espalier.core.InvalidDataException if a weight is not finite, or the trajectory
   *     ended at weights that are as far from the model's as unrelated ones
   */
  static void requireOperable(PruningRequest request) {
    for (Parameter parameter : request.layout().parameters()) {
      if (parameter.role() == ParameterRole.NORM) {
        throw new EspalierException(
            "layer %s normalises (%s), so the curvature of the weights that it takes in doesn't"
                    .formatted(parameter.layer(), parameter.name())
                + " tell what a cut does; fold it into the layer before, or use another policy");
      }
    }
    OwnTrajectory.require(request);
  }

  /** Curvature and damping are sums of squares, so that only rounding can make them so. */
  static EspalierException notPositiveDefinite() {
    return new EspalierException(
        "a unit's curvature is not positive definite, because so little damping drowns in its"
            + " rounding errors; raise the option damping");
  }
}
