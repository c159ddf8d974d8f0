package org.espalier.policy.baseline.internal;

import org.espalier.core.Plugin;
import org.espalier.core.PluginKind;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.Saliency;
import org.espalier.core.pruning.Scope;
import org.osgi.service.component.annotations.Component;

/** Keeps the weights with the highest |θ| of each layer, each layer to the same sparsity. */
@Component(name = "org.espalier.policy.baseline.magnitude-layerwise")
@Plugin(
    kind = PluginKind.POLICY,
    id = "magnitude-layerwise",
    description = "Ranks the weights of each layer by |θ|, to the same sparsity in each",
    source = "Han et al. 2015, arXiv:1506.02626")
public final class LayerwiseMagnitudePolicy implements PruningPolicy {
  @Override
  public Pruning prune(PruningRequest request) {
    request.options().requireNone();
    return Saliency.prune(Criteria.squaredMagnitude(request.weights()), request, Scope.LAYERWISE);
  }
}
