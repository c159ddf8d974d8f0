package org.espalier.adapter.onnx.internal.graph;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.espalier.adapter.onnx.internal.proto.NodeProto;
import org.jspecify.annotations.Nullable;

/** Which values of a graph have units, as far as its nodes have been followed. */
final class UnitValues {
  private final Graph graph;
  private final Map<String, long[]> shapes;
  private final Map<String, Units> values = new LinkedHashMap<>();

  /**
   * @param shapes of all values that one example makes, by name
   */
  UnitValues(Graph graph, Map<String, long[]> shapes) {
    this.graph = graph;
    this.shapes = shapes;
  }

  Graph graph() {
    return graph;
  }

  /** Shape of a value that one example makes, or null if it isn't known. */
  long @Nullable [] shape(String name) {
    return shapes.get(name);
  }

  /** All values that have units, by name. */
  Map<String, Units> all() {
    return values;
  }

  /** The units of a value, if it has some. */
  Optional<Units> units(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** Those of a node's first input. */
  Optional<Units> first(int node) {
    return units(Operators.input(graph.node(node), 0));
  }

  /** Gives a node's first output units. */
  void pass(NodeProto node, Units units) {
    String output = Operators.output(node);
    if (!output.isEmpty()) {
      values.put(output, units);
    }
  }

  /** Gives all of its outputs the same units. */
  void passToAll(NodeProto node, Units units) {
    node.getOutputList().stream()
        .filter(name -> !name.isEmpty())
        .forEach(name -> values.put(name, units));
  }

  /** Nothing that goes into a node can lose units. */
  void block(int node) {
    blockOthers(node, graph.node(node), 0);
  }

  /** Nothing that goes into a node from some input on can lose units. */
  void blockOthers(int node, NodeProto proto, int from) {
    for (int i = from; i < proto.getInputCount(); i++) {
      units(proto.getInput(i)).ifPresent(u -> u.space().block(graph.describe(node)));
    }
  }

  private long[] dims(Graph.Source source) {
    return Graph.shape(graph.initializer(source.initializer()));
  }

  /**
   * Lets a constant go with the units that it is joined to.
   *
   * @param fromEnd axis of the units counted from the last one; what is shorter is broadcast
   */
  void operand(int node, int input, Units units, int fromEnd) {
    String name = Operators.input(graph.node(node), input);
    if (name.isEmpty()) {
      return;
    }
    Optional<Graph.Source> source = graph.source(name);
    long[] shape = source.map(this::dims).orElseGet(() -> shape(name));
    int axis = shape == null ? -1 : shape.length - 1 - fromEnd;
    boolean broadcast = shape != null && (axis < 0 || shape[axis] == 1);
    if (!broadcast) {
      boolean fits = shape != null && shape[axis] == units.length();
      if (fits && source.filter(s -> !s.transposed()).isPresent()) {
        units.space().add(new UnitSpace.Slice(new Graph.Use(node, input), axis, units.places()));
      } else {
        units.space().block(graph.describe(node));
      }
    }
  }
}
