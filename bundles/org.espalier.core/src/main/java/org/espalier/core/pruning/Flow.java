package org.espalier.core.pruning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.core.model.Connection;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;

/**
 * How much of a unit's importance is still there, so that weak units die whole instead of all
 * starving together.
 *
 * <p>With I the importance of single weights, a unit's share leaving is Σ I over the weights that
 * still take it in ÷ the same sum at the start, at most 1; its share entering likewise over its own
 * weights. The flow of a weight is the share leaving its target unit times the share entering its
 * source unit; outputs leave and data enter with a share of 1, and of what had no importance from
 * the start (a dead unit) the share is 0.
 */
public final class Flow {
  private final ParameterLayout layout;
  private final Map<String, List<Parameter>> sources = new HashMap<>();
  private final Map<String, List<Parameter>> targets = new HashMap<>();
  private final Map<String, double[]> enteringAtStart = new HashMap<>();
  private final Map<String, double[]> leavingAtStart = new HashMap<>();

  /**
   * A flow that starts.
   *
   * @param importance I, p values, none negative; 0 where a weight is cut already
   */
  public Flow(ParameterLayout layout, double[] importance) {
    this.layout = layout;
    for (Connection connection : layout.connections()) {
      Parameter source = layout.find(connection.source()).orElseThrow();
      Parameter target = layout.find(connection.target()).orElseThrow();
      sources.computeIfAbsent(target.name(), n -> new ArrayList<>()).add(source);
      targets.computeIfAbsent(source.name(), n -> new ArrayList<>()).add(target);
    }
    for (Parameter tensor : weights()) {
      enteringAtStart.put(tensor.name(), entering(tensor, importance));
      leavingAtStart.put(tensor.name(), leaving(tensor, importance));
    }
  }

  /** Whether it is known how the prunable tensors hang together. */
  public static boolean isKnown(ParameterLayout layout) {
    return layout.prunable().size() < 2 || !layout.connections().isEmpty();
  }

  /** Multiplies each weight's score by its flow. */
  public void weigh(double[] scores, double[] importance) {
    weigh(scores, importance, 1);
  }

  /** Whether a tensor's importance takes part. */
  static boolean counts(Parameter tensor) {
    return tensor.role() == ParameterRole.WEIGHT || tensor.prunable();
  }

  /**
   * Multiplies each weight's score by a power of its flow.
   *
   * @param scores p values, changed
   * @param importance I as it is now, p values, 0 where a weight is cut
   * @param power of the flow
   */
  public void weigh(double[] scores, double[] importance, double power) {
    Map<String, double[]> entering = new HashMap<>();
    Map<String, double[]> leaving = new HashMap<>();
    for (Parameter tensor : weights()) {
      entering.put(tensor.name(), entering(tensor, importance));
      leaving.put(
          tensor.name(),
          targets.containsKey(tensor.name())
              ? shares(leaving(tensor, importance), sums(leavingAtStart, tensor))
              : ones(tensor.units()));
    }
    for (Parameter tensor : layout.prunable()) {
      double[] out = sums(leaving, tensor);
      double[] in = inputShares(tensor, entering);
      int inputs = in.length;
      int places = tensor.fanIn() / inputs;
      for (int k = tensor.offset(), unit = 0; unit < tensor.units(); unit++) {
        for (int input = 0; input < inputs; input++) {
          double flow = Math.pow(out[unit] * in[input], power);
          for (int place = 0; place < places; place++) {
            scores[k++] *= flow;
          }
        }
      }
    }
  }

  private List<Parameter> weights() {
    return layout.parameters().stream().filter(Flow::counts).toList();
  }

  /** The share entering each input of a tensor, all sources of it taken together; 1 for data. */
  private double[] inputShares(Parameter tensor, Map<String, double[]> entering) {
    double[] now = new double[tensor.shape().size() < 2 ? 1 : tensor.shape().get(1)];
    List<Parameter> feeding = sources.getOrDefault(tensor.name(), List.of());
    if (feeding.isEmpty()) {
      return ones(now.length);
    }
    double[] then = new double[now.length];
    for (Parameter source : feeding) {
      int each = now.length / source.units();
      for (int input = 0; input < now.length; input++) {
        now[input] += sums(entering, source)[input / each];
        then[input] += sums(enteringAtStart, source)[input / each];
      }
    }
    return shares(now, then);
  }

  private static double[] sums(Map<String, double[]> sums, Parameter tensor) {
    return Objects.requireNonNull(sums.get(tensor.name()), tensor.name());
  }

  /** now ÷ then, at most 1; 0 where there was nothing, for nothing can flow there. */
  private static double[] shares(double[] now, double[] then) {
    double[] shares = new double[now.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = then[i] > 0 ? Math.min(1, now[i] / then[i]) : 0;
    }
    return shares;
  }

  private static double[] ones(int length) {
    double[] ones = new double[length];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Σ I of each unit's own weights. */
  private static double[] entering(Parameter tensor, double[] importance) {
    double[] sums = new double[tensor.units()];
    int fanIn = tensor.fanIn();
    for (int unit = 0; unit < sums.length; unit++) {
      int first = tensor.offset() + unit * fanIn;
      for (int k = first; k < first + fanIn; k++) {
        sums[unit] += importance[k];
      }
    }
    return sums;
  }

  /** Σ I over the weights that take each unit in. */
  private double[] leaving(Parameter tensor, double[] importance) {
    double[] sums = new double[tensor.units()];
    for (Parameter target : targets.getOrDefault(tensor.name(), List.of())) {
      int inputs = target.shape().get(1);
      int each = inputs / tensor.units();
      int places = target.fanIn() / inputs;
      int k = target.offset();
      for (int unit = 0; unit < target.units(); unit++) {
        for (int input = 0; input < inputs; input++) {
          for (int place = 0; place < places; place++) {
            sums[input / each] += importance[k++];
          }
        }
      }
    }
    return sums;
  }
}
