package org.espalier.estimator.smile.internal;

import org.espalier.core.Need;
import org.espalier.core.Plugin;
import org.espalier.core.PluginKind;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.causality.EstimationRequest;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@link InteriorPoint} with an L1 penalty as a service. */
@Component(name = "org.espalier.estimator.smile.lasso")
@Designate(ocd = SmileLassoEstimator.Config.class)
@Plugin(
    kind = PluginKind.ESTIMATOR,
    id = "smile-lasso",
    description =
        "Which squared updates predict the loss change, by Smile's Lasso; for up to 1000 parameters",
    source = "Kim, Koh, Lustig, Boyd and Gorinevsky 2007; Tibshirani 1996; Smile 2.6.0",
    needs = Need.TRAJECTORY,
    scale = 1000)
public final class SmileLassoEstimator implements CausalityEstimator {

  /** Defaults of {@link SmileLassoOptions}. */
  @ObjectClassDefinition(name = "Espalier Smile Lasso")
  public @interface Config {
    @AttributeDefinition(description = "lambda / lambdaMax, in (0, 1]")
    double lambdaRatio() default 0.1;

    @AttributeDefinition(description = "duality gap / dual objective to stop at")
    double tolerance() default 1e-4;

    @AttributeDefinition(description = "Newton steps before giving up")
    int maxIterations() default 1000;
  }

  private final SmileLassoOptions defaults;

  @Activate
  public SmileLassoEstimator(Config config) {
    this.defaults =
        new SmileLassoOptions(config.lambdaRatio(), config.tolerance(), config.maxIterations());
  }

  @Override
  public CausalEvidence estimate(EstimationRequest request) {
    SmileLassoOptions options = request.options().override(defaults);
    return new InteriorPoint(options).estimate(request.trajectory(), request.progress());
  }
}
