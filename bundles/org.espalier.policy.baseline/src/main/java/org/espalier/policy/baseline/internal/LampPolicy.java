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

/**
 * Keeps the weights with the highest θᵤ² ÷ Σᵥ θᵥ², the sum over the weights of the same layer that
 * are no smaller: magnitude with layerwise sparsities of its own making. The largest weight of each
 * layer scores 1, so that no layer is emptied before every other is down to one weight.
 */
@Component(name = "org.espalier.policy.baseline.lamp")
@Designate(ocd = FlowConfig.class)
@Plugin(
    kind = PluginKind.POLICY,
    id = "lamp",
    description =
        "Ranks all weights by θ² ÷ that of their layer's weights no smaller (flow=on: times flow)",
    source = "Lee, Park, Mo, Ahn and Shin 2021 (LAMP), arXiv:2010.07611")
public final class LampPolicy implements PruningPolicy {
  private final FlowOptions defaults;

  @Activate
  public LampPolicy(FlowConfig config) {
    this(new FlowOptions(config.flow()));
  }

  public LampPolicy(FlowOptions defaults) {
    this.defaults = defaults;
  }

  @Override
  public Pruning prune(PruningRequest request) {
    FlowOptions options = request.options().override(defaults);
    double[] scores = Lamp.scores(request.weights(), request.alive(), request.progress());
    return Saliency.prune(scores, request, options);
  }
}
