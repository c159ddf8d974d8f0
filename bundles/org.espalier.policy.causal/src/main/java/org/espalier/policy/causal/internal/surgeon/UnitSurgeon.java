package org.espalier.policy.causal.internal.surgeon;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.core.EspalierException;
import org.espalier.core.model.Connection;
import org.espalier.core.model.IndexRange;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.WholeUnits;

/**
 * Optimal Brain Surgeon for whole neurons and filters: a unit's removal is that of the weights that
 * take it in, and costs Σ_j ½ w_Rᵀ ([F_j⁻¹]_RR)⁻¹ w_R over the units j that do, R being its run in
 * each, once their other weights and their biases have answered. The units with the least cost for
 * each weight that goes with them go first.
 */
public final class UnitSurgeon {
  /** Of all units, how many go before the others answer: one, or more of very many. */
  private static final int CUTS = 200;

  private final PruningRequest request;
  private final ParameterLayout layout;
  private final WholeUnits units;
  private final Operation operation;

  private UnitSurgeon(PruningRequest request, StructuredOptions options, LinearAlgebra algebra) {
    this.request = request;
    layout = request.layout();
    units = new WholeUnits(request);
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
      Map<Parameter, double[]> costs = costs();
      List<WholeUnits.Unit> gone =
          units.removeLowest(unit -> cost(costs, unit) / units.freed(unit), most);
      operation.cut(units.mask(), spread(gone, costs));
      removed.addAll(gone);
    }
    removed.forEach(unit -> operation.remove(unit.source(), unit.index()));
    return operation.answer(units.mask()).withNote("cut %d whole units".formatted(removed.size()));
  }

  /** By tensor, what the removal of each of its units costs those that take it in. */
  private Map<Parameter, double[]> costs() {
    Map<Parameter, double[]> costs = new HashMap<>();
    for (Connection connection : layout.connections()) {
      Parameter source = layout.find(connection.source()).orElseThrow();
      Parameter target = layout.find(connection.target()).orElseThrow();
      if (source.prunable() && target.prunable()) {
        double[] sums = costs.computeIfAbsent(source, s -> new double[s.units()]);
        operation.states(target).forEach(state -> state.addJointCosts(sums));
      }
    }
    return costs;
  }

  private static double cost(Map<Parameter, double[]> costs, WholeUnits.Unit unit) {
    return costs.getOrDefault(unit.source(), new double[0])[unit.index()];
  }

  /** Each unit's cost, in equal parts over the weights that took it in. */
  private double[] spread(List<WholeUnits.Unit> gone, Map<Parameter, double[]> costs) {
    double[] effects = new double[layout.size()];
    for (WholeUnits.Unit unit : gone) {
      List<IndexRange> outgoing = layout.outgoing(unit.source(), unit.index());
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
