package org.espalier.policy.baseline.internal;

import org.espalier.core.pruning.Scope;

/**
 * Options of {@code magnitude}.
 *
 * @param scope among which weights |θ| is compared; global does better than layerwise for modern
 *     networks (Frankle and Carbin 2019; Blalock et al. 2020)
 * @param flow whether θ² counts times its {@link org.espalier.core.pruning.Flow}, in stages; off by
 *     default, as in Han et al. 2015
 */
public record MagnitudeOptions(Scope scope, boolean flow) {
  public MagnitudeOptions {
    if (flow && scope == Scope.LAYERWISE) {
      throw new IllegalArgumentException(
          "flow compares the weights of all layers; use it with scope=global, or turn it off");
    }
  }
}
