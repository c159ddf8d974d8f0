package org.espalier.adapter.onnx.internal.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.espalier.adapter.onnx.internal.proto.AttributeProto;
import org.espalier.adapter.onnx.internal.proto.NodeProto;
import org.espalier.core.EspalierException;
import org.espalier.core.model.InputVisitor;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.Patches;
import org.espalier.core.model.Patches.Pair;

/** A value of the graph that a weight tensor is applied to, and how its columns lie there. */
public final class SeenValue {
  private final NodeProto node;
  private final Parameter tensor;

  private SeenValue(NodeProto node, Parameter tensor) {
    this.node = node;
    this.tensor = tensor;
  }

  /**
   * What a tensor is applied to: one value for each node that uses it, in their order.
   *
   * @throws EspalierException if a node applies it in another way than as the weights of a Gemm,
   *     MatMul or ungrouped Conv along at most two axes
   */
  public static List<SeenValue> of(Graph graph, Tensor tensor) {
    return graph.reached(tensor.initializer()).stream()
        .map(use -> of(graph, use, tensor.parameter()))
        .toList();
  }

  private static SeenValue of(Graph graph, Graph.Use use, Parameter tensor) {
    NodeProto node = graph.node(use.node());
    int axes = tensor.shape().size();
    boolean known =
        use.input() == 1
            && switch (Operators.isStandard(node) ? node.getOpType() : "") {
              case "Gemm" -> Operators.integer(node, "transA", 0) == 0;
              case "MatMul" -> axes == 2;
              case "Conv" -> (axes == 3 || axes == 4) && Operators.integer(node, "group", 1) == 1;
              default -> false;
            };
    if (!known) {
      throw new EspalierException(
          "what %s sees can't be shown: %s is no Gemm, MatMul or ungrouped Conv that takes it as its weights"
              .formatted(tensor.name(), graph.describe(use.node())));
    }
    return new SeenValue(node, tensor);
  }

  /** Its name. */
  public String name() {
    return node.getInput(0);
  }

  /**
   * Shows the columns of some examples of a run.
   *
   * @param values in C order
   * @param shape the axes of the run
   * @param batch examples of the run
   * @param examples how many of them, from the first, are shown
   */
  public void visit(float[] values, long[] shape, int batch, int examples, InputVisitor visitor) {
    Patches patches = node.getOpType().equals("Conv") ? windows(shape) : rows();
    int width = patches.channels() * patches.height() * patches.width();
    int parts = values.length / width; // images, or rows
    if (values.length % width != 0 || parts % batch != 0) {
      throw new EspalierException(
          "what %s sees can't be shown: its input %s is no row of examples"
              .formatted(tensor.name(), Arrays.toString(shape)));
    }
    for (int i = 0; i < parts / batch * examples; i++) {
      patches.visit(values, i * width, visitor);
    }
  }

  /** A row is the one window of an image of single values. */
  private Patches rows() {
    Pair one = new Pair(1, 1);
    return new Patches(tensor.fanIn(), 1, 1, one, one, one, new Pair(0, 0), one);
  }

  /** Along one axis, a window is one of an image of one row. */
  private Patches windows(long[] shape) {
    Axis wide = new Axis(shape.length - 3);
    int width = (int) shape[shape.length - 1];
    Axis high = new Axis(shape.length - 4);
    int height = shape.length == 4 ? (int) shape[2] : 1;
    return new Patches(
        (int) shape[1],
        height,
        width,
        new Pair(high.kernel, wide.kernel),
        new Pair(high.stride, wide.stride),
        new Pair(high.dilation, wide.dilation),
        new Pair(high.before(height), wide.before(width)),
        new Pair(high.positions(height), wide.positions(width)));
  }

  /** How a window slides along one spatial axis, or stays where it is if there is none. */
  private final class Axis {
    private final int kernel;
    private final int stride;
    private final int dilation;
    private final int begin;
    private final int end;

    Axis(int axis) {
      int axes = tensor.shape().size() - 2;
      kernel = axis < 0 ? 1 : tensor.shape().get(2 + axis);
      stride = integer("strides", axis, 1);
      dilation = integer("dilations", axis, 1);
      boolean given = padding().equals("NOTSET");
      begin = given ? integer("pads", axis, 0) : 0;
      end = given ? integer("pads", axis < 0 ? axis : axis + axes, 0) : 0;
    }

    private int integer(String name, int axis, int otherwise) {
      return axis < 0
          ? otherwise
          : Operators.ints(node, name)
              .map(all -> Math.toIntExact(Objects.requireNonNull(all.get(axis))))
              .orElse(otherwise);
    }

    private int extent() {
      return (kernel - 1) * dilation + 1;
    }

    int positions(int size) {
      return padding().startsWith("SAME")
          ? (size + stride - 1) / stride
          : (size + begin + end - extent()) / stride + 1;
    }

    int before(int size) {
      if (!padding().startsWith("SAME")) {
        return begin;
      }
      int all = Math.max(0, (positions(size) - 1) * stride + extent() - size);
      return padding().equals("SAME_UPPER") ? all / 2 : all - all / 2;
    }
  }

  private String padding() {
    return Operators.attribute(node, "auto_pad")
        .map(AttributeProto::getS)
        .map(bytes -> bytes.toStringUtf8())
        .orElse("NOTSET");
  }
}
