package org.espalier.policy.causal.internal;

import org.espalier.core.Need;
import org.espalier.core.Plugin;
import org.espalier.core.PluginKind;
import org.espalier.core.pruning.FlowOptions;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Keeps the weights with the highest |γ|θ²: in the paper's model of the loss, cutting a weight is
 * the update Δθ = −θ.
 */
@Component(name = "org.espalier.policy.causal.removal-effect")
@Designate(ocd = FlowConfig.class)
@Plugin(
    kind = PluginKind.POLICY,
    id = "removal-effect",
    description =
        "Ranks all weights by |γ|θ², the loss change that γ predicts for their removal (flow=on: times flow)",
    source = "Espalier, on the model of Shah et al. 2024, arXiv:2412.03035",
    needs = Need.EVIDENCE)
public final class RemovalEffectPolicy implements PruningPolicy {
  private final FlowOptions defaults;

  @Activate
  public RemovalEffectPolicy(FlowConfig config) {
    this(new FlowOptions(config.flow()));
  }

  public RemovalEffectPolicy(FlowOptions defaults) {
    this.defaults = defaults;
  }

  @Override
  public Pruning prune(PruningRequest request) {
    FlowOptions options = request.options().override(defaults);
    double[] gamma = request.evidence().gamma();
    return ByEvidence.prune(Criteria.removalEffect(gamma, request.weights()), request, options);
  }
}
