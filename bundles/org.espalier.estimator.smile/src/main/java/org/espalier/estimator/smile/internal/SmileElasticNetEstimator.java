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

/** {@link InteriorPoint} with an L1 and a ridge penalty as a service. */
@Component(name = "org.espalier.estimator.smile.elasticnet")
@Designate(ocd = SmileElasticNetEstimator.Config.class)
@Plugin(
    kind = PluginKind.ESTIMATOR,
    id = "smile-elastic-net",
    description =
        "Which squared updates predict the loss change, by Smile's elastic net; for up to 1000 parameters",
    source = "Kim, Koh, Lustig, Boyd and Gorinevsky 2007; Zou and Hastie 2005; Smile 2.6.0",
    needs = Need.TRAJECTORY,
    scale = 1000)
public final class SmileElasticNetEstimator implements CausalityEstimator {

  /** Defaults of {@link SmileElasticNetOptions}. */
  @ObjectClassDefinition(name = "Espalier Smile elastic net")
  public @interface Config {
    @AttributeDefinition(description = "lambda / lambdaMax, in (0, 1]")
    double lambdaRatio() default 0.1;

    @AttributeDefinition(description = "share of L1 in the penalty, in (0, 1)")
    double l1Ratio() default 0.5;

    @AttributeDefinition(description = "duality gap / dual objective to stop at")
    double tolerance() default 1e-4;

    @AttributeDefinition(description = "Newton steps before giving up")
    int maxIterations() default 1000;
  }

  private final SmileElasticNetOptions defaults;

  @Activate
  public SmileElasticNetEstimator(Config config) {
    this.defaults =
        new SmileElasticNetOptions(
            config.lambdaRatio(), config.l1Ratio(), config.tolerance(), config.maxIterations());
  }

  @Override
  public CausalEvidence estimate(EstimationRequest request) {
    SmileElasticNetOptions options = request.options().override(defaults);
    return new InteriorPoint(options).estimate(request.trajectory(), request.progress());
  }
}
