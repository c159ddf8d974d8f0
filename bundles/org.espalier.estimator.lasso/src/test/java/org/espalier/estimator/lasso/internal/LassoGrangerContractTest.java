package org.espalier.estimator.lasso.internal;

import org.espalier.core.causality.CausalityEstimator;
import org.espalier.testkit.CausalityEstimatorContract;

class LassoGrangerContractTest extends CausalityEstimatorContract {
  @Override
  protected CausalityEstimator estimator() {
    return new LassoGrangerEstimator(Fixture.defaults(LassoGrangerEstimator.Config.class));
  }
}
