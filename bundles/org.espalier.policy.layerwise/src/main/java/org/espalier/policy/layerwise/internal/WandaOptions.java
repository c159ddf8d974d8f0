package org.espalier.policy.layerwise.internal;

/**
 * Options of {@code wanda}.
 *
 * @param sequential whether a layer sees what the pruned layers before it give, as in the published
 *     code (block by block there), or what those of the model give
 */
public record WandaOptions(boolean sequential) {}
