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

/** Keeps the weights with the highest |γ|, as the paper's published code does. */
@Component(name = "org.espalier.policy.causal.gamma-quota")
@Designate(ocd = FlowConfig.class)
@Plugin(
    kind = PluginKind.POLICY,
    id = "gamma-quota",
    description =
        "Ranks all weights by |γ| and keeps as many as the sparsity leaves (flow=on: times flow)",
    source = "Shah et al. 2024, arXiv:2412.03035",
    needs = Need.EVIDENCE)
public final class GammaQuotaPolicy implements PruningPolicy {
  private final FlowOptions defaults;

  @Activate
  public GammaQuotaPolicy(FlowConfig config) {
    this(new FlowOptions(config.flow()));
  }

  public GammaQuotaPolicy(FlowOptions defaults) {
    this.defaults = defaults;
  }

  @Override
  public Pruning prune(PruningRequest request) {
    FlowOptions options = request.options().override(defaults);
    return ByEvidence.prune(Criteria.gammaMagnitude(request.evidence().gamma()), request, options);
  }
}
