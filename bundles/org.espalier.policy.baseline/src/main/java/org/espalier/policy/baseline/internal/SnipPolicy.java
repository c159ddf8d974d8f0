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
 * Keeps the weights with the highest E|θ·g| over minibatches, the connection sensitivity of SNIP.
 * The paper takes it from one minibatch of an untrained network; here the network is trained.
 */
@Component(name = "org.espalier.policy.baseline.snip")
@Designate(ocd = FlowConfig.class)
@Plugin(
    kind = PluginKind.POLICY,
    id = "snip",
    description =
        "Ranks all weights by the mean |θ·g| over minibatches, on the trained network (flow=on: times flow)",
    source = "Lee, Ajanthan and Torr 2019, arXiv:1810.02340",
    needs = Need.GRADIENTS)
public final class SnipPolicy implements PruningPolicy {
  private final FlowOptions defaults;

  @Activate
  public SnipPolicy(FlowConfig config) {
    this(new FlowOptions(config.flow()));
  }

  public SnipPolicy(FlowOptions defaults) {
    this.defaults = defaults;
  }

  @Override
  public Pruning prune(PruningRequest request) {
    FlowOptions options = request.options().override(defaults);
    double[] sizes = new GradientMeans(request).absolute();
    double[] scores = Criteria.firstOrder(request.weights(), sizes);
    return Saliency.prune(scores, request, options);
  }
}
