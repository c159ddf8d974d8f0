package org.espalier.policy.baseline.internal;

import org.espalier.core.Plugin;
import org.espalier.core.PluginKind;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.WholeUnits;
import org.osgi.service.component.annotations.Component;

/**
 * Cuts the neurons and filters with the lowest mean θ² of all that goes with them, as they are left
 * by earlier rounds.
 */
@Component(name = "org.espalier.policy.baseline.structured-magnitude")
@Plugin(
    kind = PluginKind.POLICY,
    id = "structured-magnitude",
    description = "Cuts whole neurons and filters by the mean θ² of the weights that go with them",
    source = "Li et al. 2017, arXiv:1608.08710; over all layers as Fang et al. 2023, 2301.12900",
    wholeUnits = true)
public final class StructuredMagnitudePolicy implements PruningPolicy {
  @Override
  public Pruning prune(PruningRequest request) {
    request.options().requireNone();
    request.progress().check();
    double[] squares = Criteria.squaredMagnitude(request.weights());
    return WholeUnits.prune(squares, request);
  }
}
