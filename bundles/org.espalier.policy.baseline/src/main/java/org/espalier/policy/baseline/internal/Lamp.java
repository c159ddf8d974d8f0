package org.espalier.policy.baseline.internal;

import java.util.Arrays;
import org.espalier.core.Progress;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;

/** The score of layer-adaptive magnitude pruning. */
final class Lamp {
  private Lamp() {}

  /**
   * θᵤ² ÷ Σᵥ θᵥ² over the living weights v of the same tensor that come no earlier in the order of
   * size, equals by index; 0 for the dead and for θ = 0.
   *
   * @param weights θ, p values
   * @return p values, 0 outside the prunable tensors
   */
  static double[] scores(float[] weights, Mask alive, Progress progress) {
    double[] scores = new double[weights.length];
    for (Parameter layer : alive.layout().prunable()) {
      progress.check();
      long[] order = bySize(weights, alive, layer);
      double sum = 0;
      for (int i = order.length - 1; i >= 0; i--) {
        int k = (int) order[i];
        double square = (double) weights[k] * weights[k];
        sum += square;
        scores[k] = sum == 0 ? 0 : square / sum;
      }
    }
    return scores;
  }

  /** The bits of |θ|, which are in its order, and behind them the index. */
  private static long[] bySize(float[] weights, Mask alive, Parameter layer) {
    long[] order = new long[alive.kept(layer)];
    int found = 0;
    for (int k = layer.offset(); k < layer.end(); k++) {
      if (alive.keeps(k)) {
        long size = Float.floatToIntBits(Math.abs(weights[k]));
        order[found++] = size << Integer.SIZE | k;
      }
    }
    Arrays.sort(order);
    return order;
  }
}
