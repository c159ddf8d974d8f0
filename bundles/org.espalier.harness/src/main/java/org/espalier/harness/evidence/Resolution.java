package org.espalier.harness.evidence;

import java.util.OptionalDouble;

/**
 * How small an effect can be told from noise by perturbing blocks of weights: by least squares of
 * the loss changes, the mean of each pair, on the blocks' squared perturbations. The effect of
 * removing a block b is γ_b ‖θ_b‖², in nats.
 *
 * @param blocks how many there are
 * @param pairs of opposite perturbations
 * @param detectable the effect of two standard errors, in nats, of the median block; empty if there
 *     are too few pairs, or too many blocks, to tell
 * @param standing blocks whose effect is larger than two standard errors of their own
 * @param enough rows that would do
 */
public record Resolution(
    int blocks, int pairs, OptionalDouble detectable, int standing, int enough) {}
