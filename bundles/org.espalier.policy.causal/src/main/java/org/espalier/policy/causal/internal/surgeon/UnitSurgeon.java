package org.espalier.policy.causal.internal.surgeon;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.core.EspalierException;
import org.espalier.core.model.IndexRange;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.UnitGroup;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.WholeUnits;
import org.espalier.lib.algebra.LinearAlgebra;

/**
 * Optimal Brain Surgeon for whole neurons and filters: a unit's removal is that of the weights that
 * take it in, and costs Σ_j ½ w_Rᵀ ([F_j⁻¹]_RR)⁻¹ w_R over the units j that do, R being its run in
 * each, once their other weights and their biases have answered. Units that are summed up go
 * together and cost what one does, for it is their sum that is taken in; a unit that goes with them
 * costs nothing, for nothing reads it then. The units with the least cost for each weight that goes
 * with them go first.
 */
public final class UnitSurgeon {
  /** Of all units, how many go before the others answer: one, or more of very many. */
  private static final int CUTS = 200;

  private final PruningRequest request;
  private final WholeUnits units;
  private final Operation operation;

  private UnitSurgeon(PruningRequest request, StructuredOptions options, LinearAlgebra algebra) {
    this.request = request;
    units = new WholeUnits(request);
    ParameterLayout layout = request.layout();
    Set<Integer> targets =
        layout.connections().stream()
            .map(c -> layout.find(c.target()).orElseThrow().offset())
            .collect(Collectors.toSet());
    List<List<Unit>> answering =
        Unit.layers(layout).stream()
            .filter(layer -> targets.contains(layer.get(0).first()))
            .toList();
    operation = new Operation(request, options.forWeights(), algebra, Effort.STANDARD, answering);
  }

  /**
   * Prunes.
   *
   * @throws EspalierException if the sparsity can't be reached by whole units, or as {@link
   *     TrajectorySurgeon#prune} does
   */
  public static Pruning prune(PruningRequest request, StructuredOptions options) {
    request.progress().check();
    return new UnitSurgeon(request, options, LinearAlgebra.best()).prune();
  }

  private Pruning prune() {
    operation.open(request.alive());
    int most = 1 + units.living().size() / CUTS;
    List<WholeUnits.Unit> removed = new ArrayList<>();
    while (!units.reached()) {
      request.progress().check();
      Map<UnitGroup, double[]> costs = costs();
      List<WholeUnits.Unit> gone =
          units.removeLowest(unit -> cost(costs, unit) / units.freed(unit), most);
      operation.cut(units.mask(), spread(gone, costs));
      removed.addAll(gone);
    }
    for (WholeUnits.Unit unit : removed) {
      unit.group().sources().forEach(source -> operation.remove(source, unit.index()));
    }
    return operation.answer(units.mask()).withNote("cut %d whole units".formatted(removed.size()));
  }

  /** By group, what the removal of each of its units costs those that take it in and stay. */
  private Map<UnitGroup, double[]> costs() {
    Map<UnitGroup, double[]> costs = new HashMap<>();
    for (UnitGroup group :
        units.living().stream().map(WholeUnits.Unit::group).distinct().toList()) {
      double[] sums = new double[group.units()];
      for (Parameter target : group.targets()) {
        addCosts(target, group.sources().contains(target), sums);
      }
      costs.put(group, sums);
    }
    return costs;
  }

  /** Adds what a target's units pay; a unit that goes with its own place pays nothing for that. */
  private void addCosts(Parameter target, boolean skipsOwn, double[] sums) {
    List<UnitState> states = operation.states(target);
    for (int j = 0; j < states.size(); j++) {
      double own = sums[skipsOwn ? j : 0];
      states.get(j).addJointCosts(sums);
      if (skipsOwn) {
        sums[j] = own;
      }
    }
  }

  private static double cost(Map<UnitGroup, double[]> costs, WholeUnits.Unit unit) {
    return costs.getOrDefault(unit.group(), new double[0])[unit.index()];
  }

  /** Each unit's cost, in equal parts over the weights that took it in. */
  private double[] spread(List<WholeUnits.Unit> gone, Map<UnitGroup, double[]> costs) {
    double[] effects = new double[request.layout().size()];
    for (WholeUnits.Unit unit : gone) {
      List<IndexRange> outgoing = unit.group().outgoingToOthers(unit.index());
      int count = outgoing.stream().mapToInt(run -> run.to() - run.from()).sum();
      for (IndexRange run : outgoing) {
        for (int k = run.from(); k < run.to(); k++) {
          effects[k] += cost(costs, unit) / count;
        }
      }
    }
    return effects;
  }
}
