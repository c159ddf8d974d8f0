package org.espalier.estimator.smile.internal;

import java.util.Optional;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.testkit.CausalityEstimatorContract;

class SmileElasticNetContractTest extends CausalityEstimatorContract {
  @Override
  protected CausalityEstimator estimator() {
    return Runs.elasticNet();
  }

  @Override
  protected Optional<Class<?>> component() {
    return Optional.of(SmileElasticNetEstimator.class);
  }
}
