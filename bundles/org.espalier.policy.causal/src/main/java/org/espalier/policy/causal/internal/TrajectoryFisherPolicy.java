package org.espalier.policy.causal.internal;

import org.espalier.core.Need;
import org.espalier.core.Plugin;
import org.espalier.core.PluginKind;
import org.espalier.core.pruning.FlowOptions;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.Saliency;
import org.espalier.core.trajectory.SquaredUpdates;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Keeps the weights with the highest θ²·F/2, F = meanₜ (Δθₜ/ηₜ)². For plain SGD, Δθₜ/ηₜ is the
 * minibatch's gradient and F the diagonal of the empirical Fisher information along the training,
 * which takes the place of the Hessian's diagonal in Optimal Brain Damage; with momentum or an
 * adaptive optimiser it is that of the smoothed or scaled gradients.
 */
@Component(name = "org.espalier.policy.causal.trajectory-fisher")
@Designate(ocd = FlowConfig.class)
@Plugin(
    kind = PluginKind.POLICY,
    id = "trajectory-fisher",
    description =
        "Ranks all weights by θ² mean (Δθ/η)² / 2, the curvature seen in the updates (flow=on: times flow)",
    source = "LeCun, Denker and Solla 1990 (Optimal Brain Damage); Theis et al. 2018 (Fisher)",
    needs = Need.TRAJECTORY)
public final class TrajectoryFisherPolicy implements PruningPolicy {
  private final FlowOptions defaults;

  @Activate
  public TrajectoryFisherPolicy(FlowConfig config) {
    this(new FlowOptions(config.flow()));
  }

  public TrajectoryFisherPolicy(FlowOptions defaults) {
    this.defaults = defaults;
  }

  @Override
  public Pruning prune(PruningRequest request) {
    FlowOptions options = request.options().override(defaults);
    double[] curvature = SquaredUpdates.meanByRate(request.trajectory(), request.progress());
    double[] scores = Criteria.quadraticLoss(request.weights(), curvature);
    return Saliency.prune(scores, request, options);
  }
}
