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

/** {@link Ridge} with its penalty as a service. */
@Component(name = "org.espalier.estimator.smile.ridge")
@Designate(ocd = SmileRidgeEstimator.Config.class)
@Plugin(
    kind = PluginKind.ESTIMATOR,
    id = "smile-ridge",
    description =
        "How squared updates predict the loss change, by Smile's ridge regression; for up to 4000 parameters",
    source = "Hoerl and Kennard 1970; Smile 2.6.0",
    needs = Need.TRAJECTORY,
    scale = 4000)
public final class SmileRidgeEstimator implements CausalityEstimator {

  /** Defaults of {@link SmileRidgeOptions}. */
  @ObjectClassDefinition(name = "Espalier Smile ridge regression")
  public @interface Config {
    @AttributeDefinition(description = "lambda beside features of variance 1")
    double lambda() default 0.1;
  }

  private final SmileRidgeOptions defaults;

  @Activate
  public SmileRidgeEstimator(Config config) {
    this.defaults = new SmileRidgeOptions(config.lambda());
  }

  @Override
  public CausalEvidence estimate(EstimationRequest request) {
    SmileRidgeOptions options = request.options().override(defaults);
    return new Ridge(options).estimate(request.trajectory(), request.progress());
  }
}
