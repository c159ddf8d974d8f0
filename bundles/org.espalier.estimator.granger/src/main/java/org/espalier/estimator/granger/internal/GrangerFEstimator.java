package org.espalier.estimator.granger.internal;

import org.espalier.core.Need;
import org.espalier.core.Plugin;
import org.espalier.core.PluginKind;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.causality.EstimationRequest;
import org.espalier.core.model.Granularity;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@link GrangerF} as a service. */
@Component(name = "org.espalier.estimator.granger.f")
@Designate(ocd = GrangerFEstimator.Config.class)
@Plugin(
    kind = PluginKind.ESTIMATOR,
    id = "granger-f",
    description =
        "Which units or layers predict the loss change by their past, by F tests with the false discovery rate controlled",
    source =
        "Granger 1969; Lütkepohl 2005, section 3.6; Benjamini and Hochberg 1995; Benjamini and Yekutieli 2001",
    needs = Need.TRAJECTORY)
public final class GrangerFEstimator implements CausalityEstimator {

  /** Defaults of {@link GrangerFOptions}. */
  @ObjectClassDefinition(name = "Espalier Granger F tests")
  public @interface Config {
    @AttributeDefinition(description = "lag order, 0 for the choice by BIC")
    int lags() default 0;

    @AttributeDefinition(description = "largest lag order that BIC may choose")
    int maxLags() default 8;

    @AttributeDefinition(description = "benjamini-hochberg or benjamini-yekutieli")
    FalseDiscoveryControl control() default FalseDiscoveryControl.BENJAMINI_HOCHBERG;

    @AttributeDefinition(description = "false discovery rate allowed, in (0, 1)")
    double level() default 0.05;

    @AttributeDefinition(description = "unit or layer")
    Granularity granularity() default Granularity.UNIT;
  }

  private final GrangerFOptions defaults;

  @Activate
  public GrangerFEstimator(Config config) {
    this.defaults =
        new GrangerFOptions(
            config.lags(),
            config.maxLags(),
            config.control(),
            config.level(),
            config.granularity());
  }

  @Override
  public CausalEvidence estimate(EstimationRequest request) {
    GrangerFOptions options = request.options().override(defaults);
    return new GrangerF(options).estimate(request.trajectory(), request.progress());
  }
}
