package org.espalier.estimator.lasso.internal;

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

/** {@link PaperSgd} as a service. */
@Component(name = "org.espalier.estimator.lasso.sgd")
@Designate(ocd = PaperSgdEstimator.Config.class)
@Plugin(
    kind = PluginKind.ESTIMATOR,
    id = "paper-sgd",
    description = "The published procedure: squared gradients on loss changes, by SGD with L1",
    source =
        "Shah et al. 2024, arXiv:2412.03035; Tsuruoka, Tsujii and Ananiadou 2009 (cumulative penalty)",
    needs = Need.TRAJECTORY)
public final class PaperSgdEstimator implements CausalityEstimator {

  /** Defaults of {@link PaperSgdOptions}. */
  @ObjectClassDefinition(name = "Espalier paper SGD")
  public @interface Config {
    @AttributeDefinition(description = "learning rate of the first minibatch")
    double rate() default 0.1;

    @AttributeDefinition(description = "exponent of the learning rate's decay")
    double decay() default 0.1;

    @AttributeDefinition(description = "number of parameters times the L1 coefficient")
    double l1() default 1e-3;

    @AttributeDefinition(description = "steps of the trajectory in a minibatch")
    int batch() default 16;

    @AttributeDefinition(description = "the most epochs")
    int epochs() default 30;

    @AttributeDefinition(description = "epochs in a row without improvement before it stops")
    int patience() default 2;
  }

  private final PaperSgdOptions defaults;

  @Activate
  public PaperSgdEstimator(Config config) {
    this.defaults =
        new PaperSgdOptions(
            config.rate(),
            config.decay(),
            config.l1(),
            config.batch(),
            config.epochs(),
            config.patience());
  }

  @Override
  public CausalEvidence estimate(EstimationRequest request) {
    PaperSgdOptions options = request.options().override(defaults);
    return new PaperSgd(options).estimate(request.trajectory(), request.seed(), request.progress());
  }
}
