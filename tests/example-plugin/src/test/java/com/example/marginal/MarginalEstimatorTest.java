package com.example.marginal;

import org.espalier.core.causality.CausalityEstimator;
import org.espalier.testkit.CausalityEstimatorContract;

/** What every estimator must do; tests of what this one computes go here, too. */
class MarginalEstimatorTest extends CausalityEstimatorContract {
  @Override
  protected CausalityEstimator estimator() {
    return new MarginalEstimator();
  }
}
