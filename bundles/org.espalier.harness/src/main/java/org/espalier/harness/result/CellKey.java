package org.espalier.harness.result;

/**
 * Which cell of an experiment it is.
 *
 * @param seed as are the others, that of {@link Cell}
 */
public record CellKey(
    long seed, String policy, String estimator, double targetSparsity, Stage stage) {}
