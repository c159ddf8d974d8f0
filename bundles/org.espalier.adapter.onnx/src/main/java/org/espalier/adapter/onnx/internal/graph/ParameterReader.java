package org.espalier.adapter.onnx.internal.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.espalier.adapter.onnx.internal.proto.NodeProto;
import org.espalier.adapter.onnx.internal.proto.TensorProto;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterRole;

/**
 * Finds a model's parameters: the initializers of floats, in the file's order. What feeds a Gemm,
 * MatMul, Conv or ConvTranspose as its weights may be pruned; all else is kept.
 */
final class ParameterReader {
  private final Graph graph;
  private final Map<String, long[]> shapes;

  /** What a tensor does in the node that it feeds. */
  private record Part(
      ParameterRole role, boolean prunable, List<Integer> shape, AxisOrder order, int node) {}

  /**
   * @param shapes of the values that one example makes, by name; empty if the model can't be run
   */
  ParameterReader(Graph graph, Map<String, long[]> shapes) {
    this.graph = graph;
    this.shapes = shapes;
  }

  /**
   * The parameters. Constants that aren't finite, such as a mask's −∞, are none.
   *
   * @param isFloats whether an initializer, by index, is of a type that θ can hold
   * @param isFinite whether all its values are numbers
   */
  List<Tensor> read(IntPredicate isFloats, IntPredicate isFinite) {
    List<Tensor> tensors = new ArrayList<>();
    long offset = 0;
    for (int i = 0; i < graph.proto().getInitializerCount(); i++) {
      TensorProto proto = graph.initializer(i);
      if (isFloats.test(i) && !proto.getDimsList().contains(0L)) {
        Part part = part(i);
        if (part.role == ParameterRole.OTHER && !isFinite.test(i)) {
          continue;
        }
        try {
          tensors.add(tensor(i, part, Math.toIntExact(offset)));
        } catch (IllegalArgumentException | ArithmeticException e) {
          throw new InvalidDataException(
              "tensor '%s': more than 2^31 - 1 parameters".formatted(proto.getName()), e);
        }
        offset = tensors.get(tensors.size() - 1).parameter().end();
      }
    }
    return tensors;
  }

  private Tensor tensor(int index, Part part, int offset) {
    String name = graph.initializer(index).getName();
    Parameter parameter =
        new Parameter(
            name, layer(name, part), part.role, part.shape, offset, part.prunable, positions(part));
    return new Tensor(index, parameter, part.order);
  }

  /** What the tensor does where it does most: weights before biases, biases before the rest. */
  private Part part(int index) {
    Part best = null;
    for (Graph.Use use : graph.reached(index)) {
      Part part = part(index, use);
      if (best == null || part.role.compareTo(best.role) < 0) {
        best = part;
      }
    }
    return best == null ? plain(ParameterRole.OTHER, index, -1) : best;
  }

  private Part part(int index, Graph.Use use) {
    NodeProto node = graph.node(use.node());
    if (use.input() < 0 || !Operators.isStandard(node)) {
      return plain(ParameterRole.OTHER, index, use.node());
    }
    boolean transposed =
        graph.source(node.getInput(use.input())).map(Graph.Source::transposed).orElse(false);
    int rank = graph.initializer(index).getDimsCount();
    return switch (node.getOpType()) {
      case "Conv" -> convolution(index, use);
      case "ConvTranspose" ->
          use.input() == 1 ? transposedConvolution(index, use.node()) : convolution(index, use);
      case "Gemm" -> {
        if (use.input() < 2 && rank == 2) {
          boolean flag = Operators.integer(node, use.input() == 0 ? "transA" : "transB", 0) != 0;
          yield matrix(index, use.node(), flag ^ transposed ^ (use.input() == 0));
        }
        yield plain(ParameterRole.BIAS, index, use.node());
      }
      case "MatMul" ->
          rank == 2
              ? matrix(index, use.node(), transposed ^ (use.input() == 0))
              : new Part(ParameterRole.OTHER, rank > 2, dims(index), AxisOrder.SAME, use.node());
      case "Add" ->
          plain(
              follows(node, use.input()) ? ParameterRole.BIAS : ParameterRole.OTHER,
              index,
              use.node());
      default -> {
        boolean norm = Operators.NORMALIZING.contains(node.getOpType()) && use.input() > 0;
        yield plain(norm ? ParameterRole.NORM : ParameterRole.OTHER, index, use.node());
      }
    };
  }

  private Part convolution(int index, Graph.Use use) {
    return switch (use.input()) {
      case 1 -> new Part(ParameterRole.WEIGHT, true, dims(index), AxisOrder.SAME, use.node());
      case 2 -> plain(ParameterRole.BIAS, index, use.node());
      default -> plain(ParameterRole.OTHER, index, use.node());
    };
  }

  /** Whether the other summand comes right out of weights. */
  private boolean follows(NodeProto add, int input) {
    return graph
        .producer(Operators.input(add, 1 - Math.min(1, input)))
        .filter(n -> Operators.is(n, "MatMul") || Operators.is(n, "Conv"))
        .isPresent();
  }

  private Part plain(ParameterRole role, int index, int node) {
    return new Part(role, false, dims(index), AxisOrder.SAME, node);
  }

  private Part matrix(int index, int node, boolean unitFirst) {
    List<Integer> dims = dims(index);
    return unitFirst
        ? new Part(ParameterRole.WEIGHT, true, dims, AxisOrder.SAME, node)
        : new Part(
            ParameterRole.WEIGHT,
            true,
            List.of(dims.get(1), dims.get(0)),
            new AxisOrder(dims.get(0), dims.get(1), 1),
            node);
  }

  private Part transposedConvolution(int index, int node) {
    List<Integer> dims = dims(index);
    int groups = (int) Math.max(1, Operators.integer(graph.node(node), "group", 1));
    if (dims.size() < 3 || dims.get(0) % groups != 0) {
      return plain(ParameterRole.OTHER, index, node);
    }
    int in = dims.get(0) / groups;
    int out = dims.get(1);
    List<Integer> shape = new ArrayList<>(List.of(out * groups, in));
    shape.addAll(dims.subList(2, dims.size()));
    int inner = dims.subList(2, dims.size()).stream().reduce(1, Math::multiplyExact);
    return new Part(ParameterRole.WEIGHT, true, shape, new AxisOrder(in, out, inner), node);
  }

  private List<Integer> dims(int index) {
    return graph.initializer(index).getDimsList().stream().map(Math::toIntExact).toList();
  }

  /** Weights, bias and norm of one layer share its name: that of the weights, or of the scale. */
  private String layer(String name, Part part) {
    String of = name;
    if (part.node >= 0 && part.role != ParameterRole.OTHER) {
      NodeProto node = graph.node(part.node);
      String main = Operators.input(node, 1);
      if (Operators.is(node, "Add")) {
        main =
            node.getInputList().stream()
                .flatMap(input -> graph.producer(input).stream())
                .map(n -> Operators.input(n, 1))
                .findFirst()
                .orElse(name);
      }
      of = graph.source(main).map(s -> graph.initializer(s.initializer()).getName()).orElse(name);
    }
    int dot = of.lastIndexOf('.');
    return dot > 0 ? of.substring(0, dot) : of;
  }

  /** How often one example uses each value. */
  private int positions(Part part) {
    if (part.node < 0 || part.role == ParameterRole.OTHER) {
      return 0;
    }
    NodeProto node = graph.node(part.node);
    boolean spread = part.role == ParameterRole.WEIGHT && Operators.is(node, "ConvTranspose");
    long[] shape = shapes.get(spread ? Operators.input(node, 0) : Operators.output(node));
    if (shape == null || shape.length == 0) {
      return 0;
    }
    long units = part.shape.isEmpty() ? 1 : part.shape.get(0);
    if (spread) {
      units = shape.length > 1 ? shape[1] : 1;
    } else if (part.role == ParameterRole.BIAS) {
      units = part.shape.stream().mapToLong(Integer::longValue).reduce(1, (x, y) -> x * y);
    }
    long values = Arrays.stream(shape).reduce(1, (x, y) -> x * y);
    long batch = Optional.of(shape[0]).filter(b -> b > 0).orElse(1L);
    return (int) Math.min(Integer.MAX_VALUE, values / Math.max(1, units) / batch);
  }
}
