package org.espalier.policy.baseline.internal;

import org.espalier.core.Need;
import org.espalier.core.Plugin;
import org.espalier.core.PluginKind;
import org.espalier.core.pruning.FlowOptions;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.Saliency;
import org.espalier.core.trajectory.SquaredUpdates;
import org.espalier.core.trajectory.Trajectories;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Keeps the weights with the highest Σₜ (Δθₜ)², the energy of the path that training took them
 * along. This is not the movement pruning of Sanh, Wolf and Rush 2020 (arXiv:2005.07683), which
 * scores −Σₜ θₜgₜ and so asks whether weights move away from zero; here a weight that was pushed
 * far to and fro counts, wherever it came to rest.
 */
@Component(name = "org.espalier.policy.baseline.movement")
@Designate(ocd = FlowConfig.class)
@Plugin(
    kind = PluginKind.POLICY,
    id = "movement",
    description =
        "Ranks all weights by Σ(Δθ)² over the training; not Sanh et al.'s −Σθg (flow=on: times flow)",
    source = "Espalier: path energy, to which the |γ| of arXiv:2412.03035 is close",
    needs = Need.TRAJECTORY)
public final class MovementPolicy implements PruningPolicy {
  private final FlowOptions defaults;

  @Activate
  public MovementPolicy(FlowConfig config) {
    this(new FlowOptions(config.flow()));
  }

  public MovementPolicy(FlowOptions defaults) {
    this.defaults = defaults;
  }

  @Override
  public Pruning prune(PruningRequest request) {
    FlowOptions options = request.options().override(defaults);
    Trajectories.requireTraining(request.trajectory(), "movement");
    double[] scores = SquaredUpdates.sum(request.trajectory(), request.progress());
    return Saliency.prune(scores, request, options);
  }
}
