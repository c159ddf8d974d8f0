package org.espalier.report.internal;

import org.espalier.harness.experiment.EstimatorChoice;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Summary;

/**
 * What is compared: a policy with the evidence it was given.
 *
 * @param policy as in {@link Cell}
 * @param estimator as in {@link Cell}
 */
record Method(String policy, String estimator) {
  static Method of(Cell cell) {
    return new Method(cell.policy(), cell.estimator());
  }

  static Method of(Summary summary) {
    return new Method(summary.policy(), summary.estimator());
  }

  /** Whether its evidence comes from a substitute for the measured loss change. */
  boolean isSubstituted() {
    return !estimator.isEmpty() && EstimatorChoice.parse(estimator).isControl();
  }

  /** Policy and estimator in one name, such as {@code gamma-quota (paper-sgd)}. */
  String name() {
    return estimator.isEmpty() ? policy : policy + " (" + estimator + ")";
  }
}
