package org.espalier.policy.layerwise.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Takes, again and again, the unit whose next weight costs least; of equal ones the first. A unit's
 * weights go in the order of its trace.
 */
final class Cheapest {
  private record Next(double loss, int layer, int unit, int n) {}

  private static final Comparator<Next> ORDER =
      Comparator.comparingDouble(Next::loss)
          .thenComparingInt(Next::layer)
          .thenComparingInt(Next::unit);

  private final List<Trace> traces;
  private final double[] scales;
  private final PriorityQueue<Next> queue = new PriorityQueue<>(ORDER);

  /**
   * @param traces of the layers whose weights are compared with each other
   * @param scales what the losses of each layer are multiplied by
   */
  Cheapest(List<Trace> traces, double[] scales) {
    this.traces = traces;
    this.scales = scales;
  }

  /**
   * How many weights go of each unit of each layer.
   *
   * @param cut how many go in all
   * @param most how many may go of each layer
   */
  List<int[]> counts(int cut, int[] most) {
    List<int[]> counts = new ArrayList<>();
    for (int layer = 0; layer < traces.size(); layer++) {
      counts.add(new int[traces.get(layer).units()]);
      for (int unit = 0; unit < traces.get(layer).units(); unit++) {
        offer(layer, unit, 0);
      }
    }
    int[] gone = new int[most.length];
    int left = cut;
    while (left > 0) {
      Next next = queue.remove();
      if (gone[next.layer()] < most[next.layer()]) {
        gone[next.layer()]++;
        counts.get(next.layer())[next.unit()]++;
        left--;
        offer(next.layer(), next.unit(), next.n() + 1);
      }
    }
    return counts;
  }

  private void offer(int layer, int unit, int n) {
    Trace trace = traces.get(layer);
    if (n < trace.length(unit)) {
      queue.add(new Next(trace.loss(unit, n) * scales[layer], layer, unit, n));
    }
  }
}
