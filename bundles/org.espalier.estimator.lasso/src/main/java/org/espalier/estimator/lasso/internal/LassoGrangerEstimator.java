package org.espalier.estimator.lasso.internal;

import org.espalier.core.Need;
import org.espalier.core.Plugin;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.causality.EstimationRequest;
import org.espalier.core.causality.GrangerForm;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@link LassoGranger} as a service. */
@Component(name = "org.espalier.estimator.lasso.granger")
@Designate(ocd = LassoGrangerEstimator.Config.class)
@Plugin(
    id = "lasso-granger",
    description =
        "Which squared updates predict the loss change, by the exact Lasso to a duality gap",
    source =
        "Shah et al. 2024, arXiv:2412.03035; Arnold, Liu and Abe 2007; Tibshirani 1996; Granger 1969",
    needs = Need.TRAJECTORY)
public final class LassoGrangerEstimator implements CausalityEstimator {

  /** Defaults of {@link LassoOptions}. */
  @ObjectClassDefinition(name = "Espalier Lasso-Granger")
  public @interface Config {
    @AttributeDefinition(description = "lambda / lambdaMax, in (0, 1]")
    double lambdaRatio() default 0.1;

    @AttributeDefinition(description = "relative duality gap to stop at")
    double tolerance() default 1e-6;

    @AttributeDefinition(description = "whether features are standardised, with an intercept")
    boolean standardize() default true;

    @AttributeDefinition(description = "instantaneous or lagged")
    GrangerForm form() default GrangerForm.INSTANTANEOUS;

    @AttributeDefinition(description = "lags of the lagged form")
    int lags() default 1;

    @AttributeDefinition(description = "sweeps of coordinate descent before giving up")
    int maxIterations() default 100_000;
  }

  private final LassoOptions defaults;

  @Activate
  public LassoGrangerEstimator(Config config) {
    this.defaults =
        new LassoOptions(
            config.lambdaRatio(),
            config.tolerance(),
            config.standardize(),
            config.form(),
            config.lags(),
            config.maxIterations());
  }

  @Override
  public CausalEvidence estimate(EstimationRequest request) {
    LassoOptions options = request.options().override(defaults);
    return new LassoGranger(options).estimate(request.trajectory(), request.progress());
  }
}
