package org.espalier.policy.baseline.internal;

import org.espalier.core.Need;
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
 * Keeps the weights with the highest |θ·∇L|, ∇L the mean of the minibatches' gradients: the loss
 * change to first order when a weight is removed. Mozer and Smolensky 1989 (Skeletonization) take
 * this derivative for units, Molchanov et al. 2017 for feature maps; here it is for single weights.
 */
@Component(name = "org.espalier.policy.baseline.gradient-weight")
@Designate(ocd = FlowConfig.class)
@Plugin(
    kind = PluginKind.POLICY,
    id = "gradient-weight",
    description =
        "Ranks all weights by |θ·∇L|, the loss change to first order on removal (flow=on: times flow)",
    source = "Mozer and Smolensky 1989; Molchanov et al. 2017, arXiv:1611.06440",
    needs = Need.GRADIENTS)
public final class GradientWeightPolicy implements PruningPolicy {
  private final FlowOptions defaults;

  @Activate
  public GradientWeightPolicy(FlowConfig config) {
    this(new FlowOptions(config.flow()));
  }

  public GradientWeightPolicy(FlowOptions defaults) {
    this.defaults = defaults;
  }

  @Override
  public Pruning prune(PruningRequest request) {
    FlowOptions options = request.options().override(defaults);
    double[] gradient = new GradientMeans(request).signed();
    double[] scores = Criteria.firstOrder(request.weights(), gradient);
    return Saliency.prune(scores, request, options);
  }
}
