package org.espalier.policy.causal.internal.surgeon;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.espalier.core.EspalierException;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.pruning.Flow;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.Saliency;
import org.espalier.core.pruning.Scope;
import org.espalier.core.pruning.Stages;
import org.espalier.lib.algebra.LinearAlgebra;
import org.jspecify.annotations.Nullable;

/**
 * Optimal Brain Surgeon on the curvature that a recorded trajectory holds: in stages, scores every
 * weight of every unit by what its removal costs once the unit's other weights have answered, times
 * the flow of the units that it joins; cuts the least of all together; and moves the rest.
 *
 * <p>Where matrices over all weights of every unit would take too long, the first cuts go by each
 * weight's own curvature, and matrices are made of what is left.
 */
public final class TrajectorySurgeon {
  private static final double COARSE_DENSITY = 0.35;
  private static final int COARSE_STAGES = 4;
  private static final double FLOW_POWER = 2;

  private final PruningRequest request;
  private final Operation operation;
  private final boolean flowing;
  private final Flow flow;
  private final Set<String> notes = new LinkedHashSet<>();

  /** The scores of the first stage, before anything was cut. */
  private double @Nullable [] first;

  private TrajectorySurgeon(
      PruningRequest request, SurgeonOptions options, LinearAlgebra algebra, Effort effort) {
    this.request = request;
    ParameterLayout layout = request.layout();
    Saliency.requireFeasible(request);
    operation = new Operation(request, options, algebra, effort, Unit.layers(layout));
    flowing = options.flow() && Flow.isKnown(layout);
    if (options.flow() && !flowing) {
      notes.add(Saliency.NO_FLOW);
    }
    flow = new Flow(layout, operation.importance(request.alive()));
  }

  /**
   * Prunes.
   *
   * @throws EspalierException if the trajectory gives no gradients or is of another model, the
   *     model normalises, or the request can't be met
   * @throws IllegalArgumentException if the request is for whole units
   */
  public static Pruning prune(PruningRequest request, SurgeonOptions options) {
    return prune(request, options, LinearAlgebra.best(), Effort.STANDARD);
  }

  static Pruning prune(
      PruningRequest request, SurgeonOptions options, LinearAlgebra algebra, Effort effort) {
    request.requireSingleWeights();
    request.progress().check();
    return new TrajectorySurgeon(request, options, algebra, effort).prune();
  }

  private Pruning prune() {
    Mask mask = request.alive();
    if (operation.isLarge()) {
      for (int keep : coarseStages()) {
        double[] costs = operation.loneEffects();
        mask = choose(costs, keep, mask);
        operation.drop(mask, costs);
      }
    }
    operation.open(mask);
    for (int keep : Stages.of(request)) {
      if (keep < mask.keptPrunable()) {
        double[] costs = operation.jointEffects();
        mask = choose(costs, keep, mask);
        operation.cut(mask, costs);
      }
    }
    Pruning pruning = operation.answer(mask);
    if (first != null) {
      pruning = pruning.withScores(first);
    }
    return pruning.withNotes(notes);
  }

  /** A few cheap cuts rather than one, so that the flow can act. */
  private List<Integer> coarseStages() {
    double density = Math.max(COARSE_DENSITY, 1 - request.sparsity());
    int prunable = request.layout().prunableSize();
    List<Integer> stages = new ArrayList<>();
    for (int i = 1; i <= COARSE_STAGES; i++) {
      double stage = Math.pow(density, i / (double) COARSE_STAGES);
      int keep = Math.max((int) Math.round(stage * prunable), request.keep());
      if (keep < request.alive().keptPrunable()) {
        stages.add(keep);
      }
    }
    return stages;
  }

  private Mask choose(double[] costs, int keep, Mask mask) {
    request.progress().check();
    double[] scores = costs.clone();
    if (flowing) {
      flow.weigh(scores, operation.importance(mask), FLOW_POWER);
    }
    Pruning pruning = Saliency.prune(scores, request.stage(keep, mask), Scope.GLOBAL);
    if (first == null) {
      first = scores;
    }
    notes.addAll(pruning.notes());
    return pruning.mask();
  }
}
