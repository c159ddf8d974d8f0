package org.espalier.policy.causal.internal.surgeon;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.trajectory.GradientRows;

/**
 * A neuron or a filter: a run of weights and, where its layer has biases, its bias.
 *
 * @param first index in θ of its first weight
 * @param fanIn d, the number of its weights
 * @param bias index in θ of its bias, or −1
 */
record Unit(int first, int fanIn, int bias) {

  /** The units of each layer, so that what may be pruned is in one unit and no other. */
  static List<List<Unit>> layers(ParameterLayout layout) {
    List<Parameter> prunable = layout.prunable();
    return prunable.stream()
        .filter(p -> prunable.stream().noneMatch(w -> biases(w, layout).equals(Optional.of(p))))
        .map(p -> of(p, layout))
        .toList();
  }

  /** The units of a weight tensor. */
  static List<Unit> of(Parameter weights, ParameterLayout layout) {
    Optional<Parameter> biases = biases(weights, layout);
    List<Unit> units = new ArrayList<>();
    for (int j = 0; j < weights.units(); j++) {
      int unit = j;
      int bias = biases.map(b -> b.offset() + unit).orElse(-1);
      units.add(new Unit(weights.offset() + j * weights.fanIn(), weights.fanIn(), bias));
    }
    return units;
  }

  private static Optional<Parameter> biases(Parameter weights, ParameterLayout layout) {
    return layout.parameters().stream()
        .filter(p -> p.role() == ParameterRole.BIAS && p.layer().equals(weights.layer()))
        .filter(p -> p.size() == weights.units() && !p.equals(weights))
        .findFirst();
  }

  /** D, its weights and its bias together. */
  int size() {
    return bias < 0 ? fanIn : fanIn + 1;
  }

  /** Index in θ of its i-th parameter, the bias last. */
  int index(int i) {
    return i < fanIn ? first + i : bias;
  }

  /** Some of its parameters' gradients, shape (T, number of these). */
  double[] read(GradientRows rows, int[] some) {
    double[] gradients = new double[rows.count() * some.length];
    boolean withBias = some.length > 0 && some[some.length - 1] == fanIn;
    int weights = withBias ? some.length - 1 : some.length;
    rows.visit(
        first,
        fanIn,
        (index, gradient, start) -> {
          double scale = rows.scale(index);
          int at = index * some.length;
          for (int i = 0; i < weights; i++) {
            gradients[at + i] = gradient[start + some[i]] * scale;
          }
        });
    if (withBias) {
      rows.visit(
          bias,
          1,
          (index, gradient, start) ->
              gradients[index * some.length + weights] = gradient[start] * rows.scale(index));
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

  /** Each gradient's product with a vector of D values. */
  double[] along(GradientRows rows, double[] vector) {
    double[] products = new double[rows.count()];
    rows.visit(
        first,
        fanIn,
        (index, gradient, start) ->
            products[index] = rows.scale(index) * Vectors.dot(gradient, start, vector, fanIn));
    if (bias >= 0) {
      rows.visit(
          bias,
          1,
          (index, gradient, start) ->
              products[index] += rows.scale(index) * gradient[start] * vector[fanIn]);
    }
    return products;
  }

  /** Adds its gradients, each with a sign, to a matrix of shape (T, D). */
  void addTo(double[] matrix, double[] signs, GradientRows rows) {
    rows.visit(
        first,
        fanIn,
        (index, gradient, start) -> {
          double scale = signs[index] * rows.scale(index);
          int at = index * size();
          for (int i = 0; i < fanIn; i++) {
            matrix[at + i] += scale * gradient[start + i];
          }
        });
    if (bias >= 0) {
      rows.visit(
          bias,
          1,
          (index, gradient, start) ->
              matrix[index * size() + fanIn] += signs[index] * rows.scale(index) * gradient[start]);
    }
  }
}
