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
 * Keeps the weights with the highest θ² E[g²] / 2, E over minibatches at the present weights: the
 * saliency θ² h / 2 of Optimal Brain Damage with the diagonal of the empirical Fisher information
 * for the Hessian's h. A minibatch's mean gradient has the examples' Fisher divided by its size,
 * which is the same for all weights.
 */
@Component(name = "org.espalier.policy.baseline.obd")
@Designate(ocd = FlowConfig.class)
@Plugin(
    kind = PluginKind.POLICY,
    id = "obd",
    description =
        "Ranks all weights by θ² mean g² / 2 over minibatches, on the trained network (flow=on: times flow)",
    source = "LeCun, Denker and Solla 1990 (Optimal Brain Damage); Theis et al. 2018 (Fisher)",
    needs = Need.GRADIENTS)
public final class ObdPolicy implements PruningPolicy {
  private final FlowOptions defaults;

  @Activate
  public ObdPolicy(FlowConfig config) {
    this(new FlowOptions(config.flow()));
  }

  public ObdPolicy(FlowOptions defaults) {
    this.defaults = defaults;
  }

  @Override
  public Pruning prune(PruningRequest request) {
    FlowOptions options = request.options().override(defaults);
    double[] curvature = new GradientMeans(request).squared();
    double[] scores = Criteria.quadraticLoss(request.weights(), curvature);
    return Saliency.prune(scores, request, options);
  }
}
