package org.espalier.policy.causal.internal.surgeon;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;

/**
 * A neuron or a filter: a run of weights and, where its layer has biases, its bias.
 *
 * @param first index in θ of its first weight
 * @param fanIn d, the number of its weights
 * @param bias index in θ of its bias, or −1
 */
record Unit(int first, int fanIn, int bias) {

  /** The units of a weight tensor. */
  static List<Unit> of(Parameter weights, ParameterLayout layout) {
    Optional<Parameter> biases =
        layout.parameters().stream()
            .filter(p -> p.role() == ParameterRole.BIAS && p.layer().equals(weights.layer()))
            .filter(p -> p.size() == weights.units())
            .findFirst();
    List<Unit> units = new ArrayList<>();
    for (int j = 0; j < weights.units(); j++) {
      int unit = j;
      int bias = biases.map(b -> b.offset() + unit).orElse(-1);
      units.add(new Unit(weights.offset() + j * weights.fanIn(), weights.fanIn(), bias));
    }
    return units;
  }

  /** D, its weights and its bias together. */
  int size() {
    return bias < 0 ? fanIn : fanIn + 1;
  }

  /** Index in θ of its i-th parameter, the bias last. */
  int index(int i) {
    return i < fanIn ? first + i : bias;
  }

  /** Its gradients, shape (T, D). */
  double[] read(GradientRows rows) {
    double[] gradients = new double[rows.count() * size()];
    rows.read(first, fanIn, gradients, size(), 0);
    if (bias >= 0) {
      rows.read(bias, 1, gradients, size(), fanIn);
    }
    return gradients;
  }

  /** Is shown the places of a run among what is left of a unit. */
  interface RunVisitor {
    void accept(int run, int from, int to);
  }

  /**
   * Parts the weights into runs of equal length, and shows what is left of each.
   *
   * @param kept which of the parameters are left, rising
   * @param runs their number
   */
  void forEachRun(int[] kept, int runs, RunVisitor visitor) {
    int length = fanIn / runs;
    for (int from = 0, to; from < kept.length && kept[from] < fanIn; from = to) {
      int run = kept[from] / length;
      to = from + 1;
      while (to < kept.length && kept[to] < fanIn && kept[to] / length == run) {
        to++;
      }
      visitor.accept(run, from, to);
    }
  }
}
