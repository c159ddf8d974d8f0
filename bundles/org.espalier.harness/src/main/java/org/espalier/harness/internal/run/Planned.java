package org.espalier.harness.internal.run;

import org.espalier.harness.experiment.EstimatorChoice;
import org.espalier.harness.experiment.PolicyChoice;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.CellKey;
import org.espalier.harness.result.Stage;
import org.jspecify.annotations.Nullable;

/**
 * One method at one sparsity.
 *
 * @param policy the policy, and whose layerwise sparsities it takes
 * @param estimator whose evidence it gets, or null
 * @param sparsity to reach; NaN if the policy chooses its own
 */
record Planned(PolicyChoice policy, @Nullable EstimatorChoice estimator, double sparsity) {
  /** The estimator's name in result files, or empty. */
  String estimatorId() {
    return estimator == null ? "" : estimator.id();
  }

  /** Policy and estimator in one name, as cells have it. */
  String method() {
    return Cell.method(policy.id(), estimatorId());
  }

  /** Which cell it makes of a seed at a stage. */
  CellKey key(long seed, Stage stage) {
    return new CellKey(seed, policy.id(), estimatorId(), sparsity, stage);
  }
}
