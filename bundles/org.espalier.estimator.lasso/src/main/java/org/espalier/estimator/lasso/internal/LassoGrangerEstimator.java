package org.espalier.estimator.lasso.internal;

import org.espalier.core.Need;
import org.espalier.core.Plugin;
import org.espalier.core.PluginKind;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.causality.EstimationRequest;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.model.Granularity;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@link LassoGranger} as a service. */
@Component(name = "org.espalier.estimator.lasso.granger")
@Designate(ocd = LassoGrangerEstimator.Config.class)
@Plugin(
    kind = PluginKind.ESTIMATOR,
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
    @AttributeDefinition(description = "what is selected: weight, unit or layer")
    Granularity granularity() default Granularity.WEIGHT;

    @AttributeDefinition(
        description = "how lambda is chosen: ratio, bic, ebic, cross-validation or stability")
    LambdaChoice lambdaChoice() default LambdaChoice.RATIO;

    @AttributeDefinition(description = "lambda / lambdaMax, in (0, 1]")
    double lambdaRatio() default 0.1;

    @AttributeDefinition(description = "values of lambda to choose from")
    int pathLength() default 100;

    @AttributeDefinition(description = "the least of them / lambdaMax")
    double pathEnd() default 0.01;

    @AttributeDefinition(description = "folds of cross-validation")
    int folds() default 5;

    @AttributeDefinition(description = "whether only parameters that subsamples agree on count")
    boolean stability() default false;

    @AttributeDefinition(description = "complementary pairs of subsamples")
    int pairs() default 50;

    @AttributeDefinition(description = "share of subsamples that select a stable parameter")
    double frequency() default 0.75;

    @AttributeDefinition(description = "expected false selections that lambda may lead to")
    double falseSelections() default 1;

    @AttributeDefinition(description = "consecutive steps that stay together; 0 for T^(1/3)")
    int blockLength() default 0;

    @AttributeDefinition(description = "relative duality gap to stop at")
    double tolerance() default 1e-6;

    @AttributeDefinition(description = "whether features are standardised, with an intercept")
    boolean standardize() default true;

    @AttributeDefinition(description = "instantaneous or lagged")
    GrangerForm form() default GrangerForm.INSTANTANEOUS;

    @AttributeDefinition(description = "lags of the lagged form")
    int lags() default 1;

    @AttributeDefinition(description = "iterations before a solve gives up")
    int maxIterations() default 1_000_000;
  }

  private final LassoOptions defaults;

  @Activate
  public LassoGrangerEstimator(Config config) {
    this.defaults =
        new LassoOptions(
            config.granularity(),
            config.lambdaChoice(),
            config.lambdaRatio(),
            config.pathLength(),
            config.pathEnd(),
            config.folds(),
            config.stability(),
            config.pairs(),
            config.frequency(),
            config.falseSelections(),
            config.blockLength(),
            config.tolerance(),
            config.standardize(),
            config.form(),
            config.lags(),
            config.maxIterations());
  }

  @Override
  public CausalEvidence estimate(EstimationRequest request) {
    LassoOptions options = request.options().override(defaults);
    return new LassoGranger(options)
        .estimate(request.trajectory(), request.seed(), request.progress());
  }
}
