package org.espalier.policy.baseline.internal;

import org.espalier.core.pruning.Scope;

/**
 * Options of {@code magnitude}.
 *
 * @param scope among which weights |θ| is compared; global does better than layerwise for modern
 *     networks (Frankle and Carbin 2019; Blalock et al. 2020)
 */
public record MagnitudeOptions(Scope scope) {}
