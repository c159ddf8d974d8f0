package org.espalier.testkit;

import org.espalier.core.causality.CausalityEstimator;

class CorrelationEstimatorTest extends CausalityEstimatorContract {
  @Override
  protected CausalityEstimator estimator() {
    return new CorrelationEstimator();
  }
}
