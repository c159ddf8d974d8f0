package org.espalier.policy.layerwise.internal;

import java.util.Arrays;
import org.espalier.core.pruning.LayerQuotas;

/** Cuts the weights of each unit with the lowest |Wᵢⱼ| ‖Xⱼ‖₂, the same share of each. */
final class Wanda {
  private Wanda() {}

  /**
   * Cuts a layer down to what it is to keep; values stay as they are.
   *
   * @param squares ‖Xⱼ‖², one for each input
   */
  static void prune(Layer layer, double[] squares) {
    double[] scores = scores(layer, squares);
    int[] sizes = new int[layer.units];
    Arrays.fill(sizes, layer.inputs);
    int[] alive = new int[layer.units];
    Arrays.setAll(alive, layer::kept);
    int[] quotas = new LayerQuotas(sizes, new int[layer.units], alive).share(layer.keep);
    for (int unit = 0; unit < layer.units; unit++) {
      layer.progress.check();
      int from = unit * layer.inputs;
      int[] living =
          layer.kept.get(from, from + layer.inputs).stream().map(j -> from + j).toArray();
      for (int k : Lowest.of(living, scores, living.length - quotas[unit])) {
        layer.cut(k);
      }
    }
  }

  /** |Wᵢⱼ| ‖Xⱼ‖₂, row by row. */
  static double[] scores(Layer layer, double[] squares) {
    double[] scores = new double[layer.weights.length];
    for (int k = 0; k < scores.length; k++) {
      scores[k] = Math.abs(layer.weights[k]) * Math.sqrt(squares[k % layer.inputs]);
    }
    return scores;
  }
}
