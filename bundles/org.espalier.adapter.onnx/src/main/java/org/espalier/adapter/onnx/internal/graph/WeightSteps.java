package org.espalier.adapter.onnx.internal.graph;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.espalier.adapter.onnx.internal.proto.NodeProto;

/** Nodes with weights: they take units in and make new ones. */
final class WeightSteps {
  private final Graph graph;
  private final UnitValues values;
  private final Map<Integer, UnitSpace> bySource = new HashMap<>();

  WeightSteps(UnitValues values) {
    this.values = values;
    this.graph = values.graph();
  }

  /** Spaces by the initializer of one of their sources. */
  Map<Integer, UnitSpace> spaces() {
    return bySource;
  }

  void convolution(int node, NodeProto proto) {
    values.blockOthers(node, proto, 1);
    boolean transposed = proto.getOpType().equals("ConvTranspose");
    boolean grouped = Operators.integer(proto, "group", 1) != 1;
    weights(node, 1, transposed ? 1 : 0, transposed ? 0 : 1, values.first(node), 1)
        .ifPresent(
            space -> {
              if (grouped) {
                space.block(graph.describe(node));
                values.block(node);
              }
              Units units = new Units(space, 1, 1);
              values.operand(node, 2, units, 0);
              values.pass(proto, units);
            });
  }

  void gemm(int node, NodeProto proto) {
    boolean unitFirst = Operators.integer(proto, "transB", 0) != 0;
    boolean plain = Operators.integer(proto, "transA", 0) == 0;
    values.blockOthers(node, proto, plain ? 1 : 0);
    weights(node, 1, unitFirst ? 0 : 1, unitFirst ? 1 : 0, values.first(node), 1)
        .ifPresent(
            space -> {
              Units units = new Units(space, 1, 1);
              values.operand(node, 2, units, 0);
              values.pass(proto, units);
            });
  }

  void matMul(int node, NodeProto proto) {
    long[] shape = values.shape(Operators.input(proto, 0));
    int last = shape == null ? -1 : shape.length - 1;
    weights(node, 1, 1, 0, values.first(node), last)
        .ifPresent(space -> values.pass(proto, new Units(space, last, 1)));
  }

  /**
   * Lets a weight tensor take units in and make new ones.
   *
   * @param input of the node that the weights are
   * @param unitAxis axis of its units, as the node sees it
   * @param inputAxis axis of what it takes in
   * @param fed the value that goes in, if it has units
   * @param fedAxis where they have to be
   * @return the new units, or none if the weights aren't a matrix or more that nobody computes
   */
  private Optional<UnitSpace> weights(
      int node, int input, int unitAxis, int inputAxis, Optional<Units> fed, int fedAxis) {
    NodeProto proto = graph.node(node);
    Optional<Graph.Source> source = graph.source(Operators.input(proto, input));
    boolean matrix = source.filter(s -> rank(s) >= 2).isPresent();
    boolean fits = fedAxis > 0 && (rank(source) == 2 || !proto.getOpType().equals("MatMul"));
    if (!matrix || !fits) {
      values.block(node);
      return Optional.empty();
    }
    int initializer = source.get().initializer();
    boolean shared = graph.reached(initializer).size() > 1;
    fed.ifPresent(
        units -> {
          if (shared || units.axis() != fedAxis) {
            units.space().block(graph.describe(node));
          }
          units.space().addTarget(initializer);
          units
              .space()
              .add(new UnitSpace.Slice(new Graph.Use(node, input), inputAxis, units.places()));
        });
    long length = length(source.get(), unitAxis);
    UnitSpace space = new UnitSpace((int) length);
    space.addSource(initializer);
    space.add(new UnitSpace.Slice(new Graph.Use(node, input), unitAxis, 1));
    if (shared) {
      space.block(graph.describe(node));
    }
    bySource.put(initializer, space);
    return Optional.of(space);
  }

  private int rank(Optional<Graph.Source> source) {
    return source.map(this::rank).orElse(0);
  }

  private int rank(Graph.Source source) {
    return graph.initializer(source.initializer()).getDimsCount();
  }

  private long length(Graph.Source source, int axis) {
    return graph.initializer(source.initializer()).getDims(source.transposed() ? 1 - axis : axis);
  }
}
