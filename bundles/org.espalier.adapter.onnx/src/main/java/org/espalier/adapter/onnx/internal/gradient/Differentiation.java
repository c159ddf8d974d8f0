package org.espalier.adapter.onnx.internal.gradient;

import ai.onnxruntime.TensorInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.espalier.adapter.onnx.internal.graph.Graph;
import org.espalier.adapter.onnx.internal.graph.Operators;
import org.espalier.adapter.onnx.internal.proto.ModelProto;
import org.espalier.adapter.onnx.internal.proto.NodeProto;

/**
 * Reverse-mode differentiation of a graph: from the gradient of a loss by one of its values to
 * those by its parameters, written as a graph of its own for the shapes of one run. With ȳ the
 * gradient by a node's output y, its input x gets x̄ = Σ ȳ ∂y/∂x over all nodes that use it.
 *
 * @see <a href="https://doi.org/10.1137/1.9780898717761">Griewank and Walther, Evaluating
 *     Derivatives (2008), section 3.2</a>
 */
final class Differentiation {
  private final Graph graph;
  private final long opset;
  private final GraphWriter writer = new GraphWriter();
  private final Values values;
  private final Set<String> dependent = new HashSet<>();
  private final Map<String, List<String>> gradients = new HashMap<>();

  /**
   * A graph that goes backward.
   *
   * @param model float32 throughout, but for the types of its inputs
   * @param inputs values of the model's graph that it takes, with its inputs' names
   * @param seed input that takes the gradient of the loss
   * @param gradients outputs by parameter, for those that the loss depends on
   */
  record Backward(
      ModelProto model, Map<String, String> inputs, String seed, Map<String, String> gradients) {
    Backward {
      inputs = Map.copyOf(inputs);
      gradients = Map.copyOf(gradients);
    }
  }

  private Differentiation(
      Graph graph, long opset, Map<String, TensorInfo> made, Set<String> parameters) {
    this.graph = graph;
    this.opset = opset;
    values = new Values(graph, made, parameters, writer);
    dependent.addAll(parameters);
  }

  /**
   * Writes the graph that goes backward.
   *
   * @param opset version of the model's operators
   * @param made types and shapes in a run, of what nodes make and of the model's input
   * @param parameters names of initializers
   * @param from the value by which the gradient of the loss is known
   * @throws org.espalier.core.InvalidDataException if the gradient of a node between the two isn't
   *     known
   */
  static Backward of(
      Graph graph, long opset, Map<String, TensorInfo> made, Set<String> parameters, String from) {
    return new Differentiation(graph, opset, made, parameters).backward(parameters, from);
  }

  private Backward backward(Set<String> parameters, String from) {
    graph.order().forEach(this::follow);
    String seed = writer.input(GraphWriter.FLOAT, values.shape(from));
    gradients.put(from, new ArrayList<>(List.of(seed)));
    List<Integer> order = graph.order();
    for (int i = order.size() - 1; i >= 0; i--) {
      NodeProto node = graph.node(order.get(i));
      if (node.getOutputList().stream().anyMatch(name -> depends(name) && reached(name))) {
        stepBack(new Step(this, graph, order.get(i)));
      }
    }
    Map<String, String> outputs = new LinkedHashMap<>();
    for (String parameter : parameters) {
      gradient(parameter).ifPresent(value -> outputs.put(parameter, writer.output(value)));
    }
    return new Backward(writer.model(), values.inputs(), seed, outputs);
  }

  /** Marks what a node makes of parameters, unless no small change of them shows in it. */
  private void follow(int index) {
    NodeProto node = graph.node(index);
    boolean any =
        Stream.concat(node.getInputList().stream(), graph.inner(index).stream())
            .anyMatch(dependent::contains);
    if (any && !isStep(node)) {
      dependent.addAll(node.getOutputList());
    }
  }

  /** Whether what a node makes is constant but for jumps. */
  private boolean isStep(NodeProto node) {
    boolean toIntegers = Operators.is(node, "Cast") && !values.isFloats(node.getOutput(0));
    return toIntegers || (Operators.isStandard(node) && Rules.STEPS.contains(node.getOpType()));
  }

  private static void stepBack(Step step) {
    NodeProto node = step.node();
    Rule rule = Operators.isStandard(node) ? Rules.ALL.get(node.getOpType()) : null;
    if (rule == null || (step.hasGradientBeyondFirst() && !Operators.is(node, "Split"))) {
      throw step.unknown();
    }
    rule.apply(step);
  }

  GraphWriter writer() {
    return writer;
  }

  Values values() {
    return values;
  }

  long opset() {
    return opset;
  }

  boolean depends(String name) {
    return dependent.contains(name);
  }

  private boolean reached(String name) {
    return gradients.containsKey(name);
  }

  /** The gradient by a value whose users have all been gone through, if the loss depends on it. */
  Optional<String> gradient(String name) {
    List<String> parts = gradients.get(name);
    if (parts == null) {
      return Optional.empty();
    }
    if (parts.size() > 1) {
      String sum = writer.apply("Sum", parts.toArray(String[]::new));
      parts.clear();
      parts.add(sum);
    }
    return Optional.of(parts.get(0));
  }

  void add(String name, String gradient) {
    gradients.computeIfAbsent(name, n -> new ArrayList<>()).add(gradient);
  }
}
