package org.espalier.estimator.smile.internal;

import java.util.Optional;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.testkit.CausalityEstimatorContract;

class SmileLassoContractTest extends CausalityEstimatorContract {
  @Override
  protected CausalityEstimator estimator() {
    return Runs.lasso();
  }

  @Override
  protected Optional<Class<?>> component() {
    return Optional.of(SmileLassoEstimator.class);
  }
}
