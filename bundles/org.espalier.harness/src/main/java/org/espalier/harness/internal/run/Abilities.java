package org.espalier.harness.internal.run;

import java.util.Optional;
import org.espalier.core.Need;
import org.espalier.harness.PluginInfo;

/**
 * What the networks of a run have for policies.
 *
 * @param training whether they can be trained
 * @param gradients whether their loss has a gradient
 * @param inputs whether they show what their layers see
 * @param trajectory whether there is a trajectory of theirs
 * @param gradientsAlong whether it gives the gradients along it
 */
record Abilities(
    boolean training,
    boolean gradients,
    boolean inputs,
    boolean trajectory,
    boolean gradientsAlong) {
  /** Of networks that are trained and recorded here. */
  static final Abilities ALL = new Abilities(true, true, true, true, true);

  /** What a policy needs that there is not, or empty. */
  Optional<String> missing(PluginInfo policy) {
    boolean looks = policy.needs(Need.TRAJECTORY) || policy.needs(Need.TRAJECTORY_GRADIENTS);
    if (!trajectory && (looks || policy.needs(Need.EVIDENCE))) {
      return Optional.of("a trajectory (--trajectory DIR, or \"trajectory\" in the experiment)");
    }
    if (!gradientsAlong && policy.needs(Need.TRAJECTORY_GRADIENTS)) {
      return Optional.of("gradients that this trajectory doesn't give");
    }
    if (!inputs && policy.needs(Need.INPUTS)) {
      return Optional.of("what the layers see, which this model's adapter doesn't show");
    }
    return !gradients && policy.needs(Need.GRADIENTS)
        ? Optional.of("gradients that this model doesn't give")
        : Optional.empty();
  }
}
