package org.espalier.policy.baseline.internal;

import org.espalier.core.Plugin;
import org.espalier.core.PluginKind;
import org.espalier.core.pruning.FlowOptions;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.Saliency;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/** Keeps weights by lot, drawn by the request's seed. */
@Component(name = "org.espalier.policy.baseline.random")
@Designate(ocd = FlowConfig.class)
@Plugin(
    kind = PluginKind.POLICY,
    id = "random",
    description = "Keeps weights by lot, the same for the same seed (flow=on: times flow)",
    source = "a control, as in Blalock et al. 2020, arXiv:2003.03033")
public final class RandomPolicy implements PruningPolicy {
  private final FlowOptions defaults;

  @Activate
  public RandomPolicy(FlowConfig config) {
    this(new FlowOptions(config.flow()));
  }

  public RandomPolicy(FlowOptions defaults) {
    this.defaults = defaults;
  }

  @Override
  public Pruning prune(PruningRequest request) {
    FlowOptions options = request.options().override(defaults);
    request.progress().check();
    double[] scores = Criteria.random(request.layout().size(), request.seed());
    return Saliency.prune(scores, request, options);
  }
}
