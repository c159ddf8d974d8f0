package org.espalier.estimator.lasso.internal;

import java.util.Optional;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.testkit.CausalityEstimatorContract;

/** At a rate that suits squared gradients of 100, with which the published one diverges. */
class PaperSgdContractTest extends CausalityEstimatorContract {
  private static final PaperSgdOptions OPTIONS = new PaperSgdOptions(1e-6, 0.1, 1e-3, 16, 30, 2);

  @Override
  protected CausalityEstimator estimator() {
    return request ->
        new PaperSgd(request.options().override(OPTIONS))
            .estimate(request.trajectory(), request.seed(), request.progress());
  }

  @Override
  protected Optional<Class<?>> component() {
    return Optional.of(PaperSgdEstimator.class);
  }
}
