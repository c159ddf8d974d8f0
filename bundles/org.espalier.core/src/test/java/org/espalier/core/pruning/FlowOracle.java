package org.espalier.core.pruning;

import org.espalier.core.model.Connection;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;

/** Flow by its definition: for each weight a loop over all weights. */
final class FlowOracle {
  private final ParameterLayout layout;

  FlowOracle(ParameterLayout layout) {
    this.layout = layout;
  }

  /** Where a weight stands: the unit it belongs to, and the index along axis 1 that it takes in. */
  private record Place(Parameter tensor, int unit, int input) {}

  private Place place(int k) {
    Parameter tensor =
        layout.parameters().stream()
            .filter(p -> p.offset() <= k && k < p.end())
            .findFirst()
            .orElseThrow();
    int within = k - tensor.offset();
    int area = 1;
    for (int axis = 2; axis < tensor.shape().size(); axis++) {
      area *= tensor.shape().get(axis);
    }
    int inputs = tensor.shape().size() < 2 ? 1 : tensor.shape().get(1);
    return new Place(tensor, within / (inputs * area), within / area % inputs);
  }

  /** Whether the unit of one weight is what the other takes in. */
  private boolean feeds(Place from, Place into) {
    Connection connection = new Connection(from.tensor().name(), into.tensor().name());
    if (!layout.connections().contains(connection)) {
      return false;
    }
    int placesOfUnit = into.tensor().shape().get(1) / from.tensor().shape().get(0);
    return into.input() / placesOfUnit == from.unit();
  }

  double flow(int k, double[] start, double[] now) {
    Place weight = place(k);
    double enteringThen = 0;
    double enteringNow = 0;
    double leavingThen = 0;
    double leavingNow = 0;
    for (int j = 0; j < start.length; j++) {
      Place other = place(j);
      if (other.tensor().role() != ParameterRole.WEIGHT) {
        continue;
      }
      if (feeds(other, weight)) {
        enteringThen += start[j];
        enteringNow += now[j];
      }
      if (feeds(weight, other)) {
        leavingThen += start[j];
        leavingNow += now[j];
      }
    }
    String tensor = weight.tensor().name();
    boolean readsData = layout.connections().stream().noneMatch(c -> c.target().equals(tensor));
    boolean isOutput = layout.connections().stream().noneMatch(c -> c.source().equals(tensor));
    return (readsData ? 1 : share(enteringNow, enteringThen))
        * (isOutput ? 1 : share(leavingNow, leavingThen));
  }

  /** Nothing of nothing. */
  private static double share(double now, double then) {
    return then == 0 ? 0 : Math.min(1, now / then);
  }

  /**
   * A cut in stages, density 0.8, then each time nine tenths of it and in the end less, by the
   * oracle's flow.
   */
  static Mask pruned(double[] importance, PruningRequest request) {
    ParameterLayout layout = request.layout();
    FlowOracle oracle = new FlowOracle(layout);
    double[] start = kept(importance, request.alive());
    Mask left = request.alive();
    double density = 0.8;
    while (left.keptPrunable() > request.keep()) {
      int keep = Math.max(request.keep(), (int) Math.round(density * layout.prunableSize()));
      density *= density < 0.15 ? 0.95 : 0.9;
      if (keep >= left.keptPrunable()) {
        continue;
      }
      double[] now = kept(importance, left);
      double[] scores = importance.clone();
      for (Parameter tensor : layout.prunable()) {
        for (int k = tensor.offset(); k < tensor.end(); k++) {
          scores[k] *= oracle.flow(k, start, now);
        }
      }
      PruningRequest stage =
          PruningRequest.builder(
                  layout, request.weights(), 1 - keep / (double) layout.prunableSize())
              .alive(left)
              .emptyLayersAllowed(request.emptyLayersAllowed())
              .build();
      left = Mask.of(layout, SaliencyOracle.kept(scores, stage));
    }
    return left;
  }

  private static double[] kept(double[] values, Mask mask) {
    double[] kept = new double[values.length];
    for (int k = 0; k < kept.length; k++) {
      kept[k] = mask.keeps(k) ? values[k] : 0;
    }
    return kept;
  }
}
