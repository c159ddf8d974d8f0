package org.espalier.adapter.onnx.internal.gradient;

import java.util.List;
import java.util.Optional;
import org.espalier.adapter.onnx.internal.graph.Constants;
import org.espalier.adapter.onnx.internal.graph.Graph;
import org.espalier.adapter.onnx.internal.graph.Operators;
import org.espalier.adapter.onnx.internal.proto.AttributeProto;
import org.espalier.adapter.onnx.internal.proto.NodeProto;
import org.espalier.core.InvalidDataException;

/** One node on the way back: what it took and made, its gradient, and what its inputs get. */
final class Step {
  private final Differentiation all;
  private final Graph graph;
  private final int index;
  private final NodeProto node;

  Step(Differentiation all, Graph graph, int index) {
    this.all = all;
    this.graph = graph;
    this.index = index;
    this.node = graph.node(index);
  }

  GraphWriter writer() {
    return all.writer();
  }

  NodeProto node() {
    return node;
  }

  /** Version of the operators in the model's file. */
  long opset() {
    return all.opset();
  }

  int inputs() {
    return node.getInputCount();
  }

  boolean has(int input) {
    return !Operators.input(node, input).isEmpty();
  }

  boolean has(String attribute) {
    return Operators.attribute(node, attribute).isPresent();
  }

  /** Whether a parameter is behind an input. */
  boolean wants(int input) {
    return has(input) && all.depends(node.getInput(input));
  }

  /** An input's value. */
  String x(int input) {
    return all.values().read(node.getInput(input));
  }

  /** The first output's value. */
  String y() {
    return all.values().read(node.getOutput(0));
  }

  /** Shape of an input. */
  long[] in(int input) {
    return all.values().shape(node.getInput(input));
  }

  /** Shape of the first output. */
  long[] out() {
    return all.values().shape(node.getOutput(0));
  }

  /** Gradient of the loss by the first output. */
  String dy() {
    return dy(0);
  }

  /** Gradient of the loss by an output; zeros if the loss doesn't depend on it. */
  String dy(int output) {
    String name = node.getOutput(output);
    return all.gradient(name).orElseGet(() -> writer().zeros(all.values().shape(name)));
  }

  /** Whether the loss depends on another output than the first. */
  boolean hasGradientBeyondFirst() {
    return node.getOutputList().stream().skip(1).anyMatch(name -> all.gradient(name).isPresent());
  }

  /** Adds to the gradient of an input, in its shape. */
  void give(int input, String gradient) {
    if (wants(input)) {
      all.add(node.getInput(input), gradient);
    }
  }

  /** Adds to the gradient of an input that was broadcast to a shape. */
  void giveSummed(int input, String gradient, long... shape) {
    if (wants(input)) {
      long[] axes = Shapes.summed(shape, in(input));
      String summed = writer().sum(gradient, axes);
      give(input, shape.length == in(input).length ? summed : writer().reshape(summed, in(input)));
    }
  }

  /** The same where it was broadcast to the first output's shape. */
  void giveSummed(int input, String gradient) {
    giveSummed(input, gradient, out());
  }

  long integer(String attribute, long otherwise) {
    return Operators.integer(node, attribute, otherwise);
  }

  float number(String attribute, double otherwise) {
    return Operators.attribute(node, attribute).map(AttributeProto::getF).orElse((float) otherwise);
  }

  String text(String attribute, String otherwise) {
    return Operators.attribute(node, attribute).map(a -> a.getS().toStringUtf8()).orElse(otherwise);
  }

  /** Integers of an attribute. */
  Optional<long[]> integers(String attribute) {
    return Operators.ints(node, attribute).map(Step::array);
  }

  /**
   * Integers of an attribute, or of an input, which must be constant.
   *
   * @return empty if there is neither
   */
  Optional<long[]> integers(String attribute, int input) {
    if (!has(input)) {
      return integers(attribute);
    }
    return Optional.of(
        Constants.longs(graph, node.getInput(input)).map(Step::array).orElseThrow(this::unknown));
  }

  private static long[] array(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  /** What to throw if this node is none that can be differentiated. */
  InvalidDataException unknown() {
    return new InvalidDataException(
        "the gradient of %s isn't known; use a policy that needs no gradients"
            .formatted(graph.describe(index)));
  }
}
