package org.espalier.policy.baseline.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.core.EspalierException;
import org.espalier.core.model.Connection;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;

/**
 * Synaptic flow: |θ ∂R/∂θ| for R = 1ᵀ ∏ |Wₗ| 1, the sum over all paths from an input to an output
 * of the product of the |θ| along it, so that a weight's flow is that of the paths through it. The
 * product follows the layout's connections; a convolution's kernel counts with the sum over its
 * positions, biases and normalisations not at all. Each unit lets through as much as it gets, so
 * that every layer has the same total, which keeps layers from collapsing.
 */
final class SynapticFlow {
  private final ParameterLayout layout;
  private final Map<String, List<Parameter>> sources = new HashMap<>();
  private final Map<String, List<Parameter>> targets = new HashMap<>();
  private final List<Parameter> order = new ArrayList<>();

  /**
   * @throws EspalierException if nothing is known of how the layers are connected, or a layer feeds
   *     itself
   */
  SynapticFlow(ParameterLayout layout) {
    this.layout = layout;
    if (layout.prunable().size() > 1 && layout.connections().isEmpty()) {
      throw new EspalierException(
          "synflow multiplies weights along the layers, but the model's adapter doesn't tell how"
              + " they are connected; use a policy that doesn't ask, such as lamp");
    }
    for (Connection connection : layout.connections()) {
      Parameter source = layout.find(connection.source()).orElseThrow();
      Parameter target = layout.find(connection.target()).orElseThrow();
      sources.computeIfAbsent(target.name(), n -> new ArrayList<>()).add(source);
      targets.computeIfAbsent(source.name(), n -> new ArrayList<>()).add(target);
    }
    List<Parameter> left = new ArrayList<>(layout.parameters());
    left.removeIf(p -> p.role() != ParameterRole.WEIGHT && !p.prunable());
    while (!left.isEmpty()) {
      List<Parameter> ready = left.stream().filter(p -> order.containsAll(sources(p))).toList();
      if (ready.isEmpty()) {
        throw new EspalierException(
            "synflow multiplies weights along the layers, but %s feeds itself; use another policy"
                .formatted(left.get(0).name()));
      }
      order.addAll(ready);
      left.removeAll(ready);
    }
  }

  private List<Parameter> sources(Parameter tensor) {
    return sources.getOrDefault(tensor.name(), List.of());
  }

  private List<Parameter> targets(Parameter tensor) {
    return targets.getOrDefault(tensor.name(), List.of());
  }

  /**
   * The flow of each weight that is left.
   *
   * @param weights θ, p values
   * @return p values, 0 for the cut, and outside the prunable tensors
   * @throws EspalierException if the flow is too large for a double, or a weight is not finite
   */
  double[] scores(float[] weights, Mask left) {
    float[] theta = left.apply(weights);
    Map<String, double[]> entering = new HashMap<>();
    Map<String, double[]> passing = new HashMap<>();
    for (Parameter tensor : order) {
      double[] in = inputs(tensor, passing);
      entering.put(tensor.name(), in);
      passing.put(tensor.name(), requireFinite(tensor, forward(tensor, theta, in)));
    }
    Map<String, double[]> leaving = new HashMap<>();
    for (int i = order.size() - 1; i >= 0; i--) {
      Parameter tensor = order.get(i);
      leaving.put(tensor.name(), requireFinite(tensor, outputs(tensor, theta, leaving)));
    }
    double[] scores = new double[layout.size()];
    for (Parameter tensor : layout.prunable()) {
      double[] in = of(entering, tensor);
      double[] out = of(leaving, tensor);
      visit(tensor, (k, unit, input) -> scores[k] = Math.abs(theta[k]) * in[input] * out[unit]);
    }
    return scores;
  }

  /** What enters each input: 1 of data, and else the sum of what its sources pass on. */
  private double[] inputs(Parameter tensor, Map<String, double[]> passing) {
    double[] in = new double[width(tensor)];
    List<Parameter> feeding = sources(tensor);
    if (feeding.isEmpty()) {
      Arrays.fill(in, 1);
    }
    for (Parameter source : feeding) {
      int each = in.length / source.units();
      for (int input = 0; input < in.length; input++) {
        in[input] += of(passing, source)[input / each];
      }
    }
    return in;
  }

  private static double[] forward(Parameter tensor, float[] theta, double[] in) {
    double[] sums = new double[tensor.units()];
    visit(tensor, (k, unit, input) -> sums[unit] += Math.abs(theta[k]) * in[input]);
    return sums;
  }

  /** What each unit passes to the outputs for each 1 that it gets. */
  private double[] outputs(Parameter tensor, float[] theta, Map<String, double[]> leaving) {
    double[] out = new double[tensor.units()];
    if (targets(tensor).isEmpty()) {
      Arrays.fill(out, 1);
    }
    for (Parameter target : targets(tensor)) {
      int each = width(target) / tensor.units();
      double[] beyond = of(leaving, target);
      visit(target, (k, unit, input) -> out[input / each] += Math.abs(theta[k]) * beyond[unit]);
    }
    return out;
  }

  private static double[] requireFinite(Parameter tensor, double[] flow) {
    for (double value : flow) {
      if (!Double.isFinite(value)) {
        throw new EspalierException(
            "the product of the weights along the layers is %s at %s; they must be finite, and not"
                    .formatted(value, tensor.name())
                + " so large");
      }
    }
    return flow;
  }

  private static double[] of(Map<String, double[]> values, Parameter tensor) {
    return Objects.requireNonNull(values.get(tensor.name()), tensor.name());
  }

  private static int width(Parameter tensor) {
    return tensor.shape().size() < 2 ? 1 : tensor.shape().get(1);
  }

  private interface Visitor {
    void accept(int k, int unit, int input);
  }

  /** Shows each weight with the unit that it is of and the input that it takes in. */
  private static void visit(Parameter tensor, Visitor visitor) {
    int inputs = width(tensor);
    int places = tensor.fanIn() / inputs;
    int k = tensor.offset();
    for (int unit = 0; unit < tensor.units(); unit++) {
      for (int input = 0; input < inputs; input++) {
        for (int place = 0; place < places; place++) {
          visitor.accept(k++, unit, input);
        }
      }
    }
  }
}
