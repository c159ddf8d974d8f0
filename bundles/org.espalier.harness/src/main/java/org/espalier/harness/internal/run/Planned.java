package org.espalier.harness.internal.run;

import org.espalier.harness.experiment.PolicyChoice;

/**
 * One method at one sparsity.
 *
 * @param policy the policy, and whose layerwise sparsities it takes
 * @param estimator whose evidence it gets, or empty
 * @param sparsity to reach; NaN if the policy chooses its own
 */
record Planned(PolicyChoice policy, String estimator, double sparsity) {}
