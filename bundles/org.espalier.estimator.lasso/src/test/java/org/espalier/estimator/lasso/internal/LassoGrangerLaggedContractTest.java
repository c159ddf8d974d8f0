package org.espalier.estimator.lasso.internal;

import java.util.Optional;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.causality.GrangerForm;
import org.espalier.testkit.CausalityEstimatorContract;

/** Of the lagged form, raw; what drives the loss at once doesn't show in lags. */
class LassoGrangerLaggedContractTest extends CausalityEstimatorContract {
  private static final LassoOptions OPTIONS =
      new LassoOptions(0.1, 1e-6, false, GrangerForm.LAGGED, 2, 100_000);

  @Override
  protected CausalityEstimator estimator() {
    return request ->
        new LassoGranger(request.options().override(OPTIONS))
            .estimate(request.trajectory(), request.seed(), request.progress());
  }

  @Override
  protected Optional<Class<?>> component() {
    return Optional.of(LassoGrangerEstimator.class);
  }

  @Override
  protected boolean findsPlantedParameters() {
    return false;
  }
}
