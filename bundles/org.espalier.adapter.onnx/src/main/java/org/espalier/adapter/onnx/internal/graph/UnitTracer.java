package org.espalier.adapter.onnx.internal.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.adapter.onnx.internal.proto.NodeProto;
import org.jspecify.annotations.Nullable;

/**
 * Follows the units of each weight tensor through a graph, from the node that makes them to those
 * that take them in: chains and residual sums of Gemm, MatMul, Conv, ConvTranspose and
 * BatchNormalization, element-wise operators, pooling, and what flattens maps. Where something else
 * touches units, they can't be removed, and the node is noted.
 */
final class UnitTracer {
  /** How the obstacle is called that every model has. */
  static final String OUTPUT = "the model's output ";

  private final Graph graph;
  private final Map<String, long[]> shapes;
  private final Map<String, Units> values = new LinkedHashMap<>();
  private final Map<Integer, UnitSpace> bySource = new HashMap<>();

  /**
   * A value with units on one of its axes, each in a run of places.
   *
   * @param space whose units they are
   * @param axis counted from the front
   * @param places of each unit
   */
  record Units(UnitSpace space, int axis, int places) {
    int length() {
      return space.units() * places;
    }

    Units at(int otherAxis) {
      return new Units(space, otherAxis, places);
    }
  }

  /**
   * @param shapes of all values that one example makes, by name
   */
  UnitTracer(Graph graph, Map<String, long[]> shapes) {
    this.graph = graph;
    this.shapes = shapes;
  }

  /** Follows all units. */
  void trace() {
    for (int node : graph.order()) {
      NodeProto proto = graph.node(node);
      if (Operators.isStandard(proto)) {
        step(node, proto);
      } else {
        block(node);
      }
      blockInner(node);
    }
    graph.proto().getOutputList().stream()
        .filter(output -> values.containsKey(output.getName()))
        .forEach(
            output ->
                units(output.getName()).ifPresent(u -> u.space.block(OUTPUT + output.getName())));
  }

  /** Spaces by the initializer of one of their sources. */
  Map<Integer, UnitSpace> spaces() {
    return bySource;
  }

  /** Values that have units, by name. */
  Map<String, Units> values() {
    return values;
  }

  private void step(int node, NodeProto proto) {
    String type = proto.getOpType();
    switch (type) {
      case "Conv", "ConvTranspose" -> convolution(node, proto);
      case "Gemm" -> gemm(node, proto);
      case "MatMul" -> matMul(node, proto);
      case "BatchNormalization" -> batchNormalization(node, proto);
      case "Flatten" -> flatten(node, proto);
      case "Reshape" -> reshape(node, proto);
      case "Squeeze", "Unsqueeze" -> squeeze(node, proto);
      case "Transpose" -> transpose(node, proto);
      case "Pad", "Resize", "Upsample" -> sameLength(node, proto);
      case "Shape" -> {}
      default -> {
        if (Operators.UNARY.contains(type)) {
          first(node).ifPresent(units -> passToAll(proto, units));
          blockOthers(node, proto, 1);
        } else if (Operators.JOINING.contains(type)) {
          join(node, proto);
        } else if (Operators.POOLING.contains(type)) {
          pool(node, proto);
        } else if (Operators.REDUCING.contains(type)) {
          reduce(node, proto);
        } else {
          block(node);
        }
      }
    }
  }

  private Optional<Units> units(String name) {
    return Optional.ofNullable(values.get(name));
  }

  private Optional<Units> first(int node) {
    return units(Operators.input(graph.node(node), 0));
  }

  private void pass(NodeProto node, Units units) {
    values.put(node.getOutput(0), units);
  }

  private void passToAll(NodeProto node, Units units) {
    node.getOutputList().stream()
        .filter(name -> !name.isEmpty())
        .forEach(name -> values.put(name, units));
  }

  /** Nothing that goes into a node can lose units. */
  private void block(int node) {
    blockOthers(node, graph.node(node), 0);
  }

  private void blockOthers(int node, NodeProto proto, int from) {
    for (int i = from; i < proto.getInputCount(); i++) {
      units(proto.getInput(i)).ifPresent(u -> u.space.block(graph.describe(node)));
    }
  }

  /** Units that a branch or a loop looks at. */
  private void blockInner(int node) {
    for (String name : graph.inner(node)) {
      units(name).ifPresent(units -> units.space.block(graph.describe(node)));
    }
  }

  private void convolution(int node, NodeProto proto) {
    blockOthers(node, proto, 1);
    boolean transposed = proto.getOpType().equals("ConvTranspose");
    boolean grouped = Operators.integer(proto, "group", 1) != 1;
    weights(node, 1, transposed ? 1 : 0, transposed ? 0 : 1, first(node), 1)
        .ifPresent(
            space -> {
              if (grouped) {
                space.block(graph.describe(node));
                block(node);
              }
              Units units = new Units(space, 1, 1);
              operand(node, 2, units, 0);
              pass(proto, units);
            });
  }

  private void gemm(int node, NodeProto proto) {
    boolean unitFirst = Operators.integer(proto, "transB", 0) != 0;
    boolean plain = Operators.integer(proto, "transA", 0) == 0;
    blockOthers(node, proto, plain ? 1 : 0);
    weights(node, 1, unitFirst ? 0 : 1, unitFirst ? 1 : 0, first(node), 1)
        .ifPresent(
            space -> {
              Units units = new Units(space, 1, 1);
              operand(node, 2, units, 0);
              pass(proto, units);
            });
  }

  private void matMul(int node, NodeProto proto) {
    long[] shape = shapes.get(proto.getInput(0));
    int last = shape == null ? -1 : shape.length - 1;
    weights(node, 1, 1, 0, first(node), last)
        .ifPresent(space -> pass(proto, new Units(space, last, 1)));
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
    Optional<Graph.Source> source = graph.source(proto.getInput(input));
    boolean matrix = source.filter(s -> rank(s) >= 2).isPresent();
    boolean fits = fedAxis > 0 && (rank(source) == 2 || !proto.getOpType().equals("MatMul"));
    if (!matrix || !fits) {
      block(node);
      return Optional.empty();
    }
    int initializer = source.get().initializer();
    boolean shared = graph.reached(initializer).size() > 1;
    fed.ifPresent(
        units -> {
          if (shared || units.axis != fedAxis) {
            units.space.block(graph.describe(node));
          }
          units.space.addTarget(initializer);
          units.space.add(new UnitSpace.Slice(new Graph.Use(node, input), inputAxis, units.places));
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

  private long[] dims(Graph.Source source) {
    return graph.initializer(source.initializer()).getDimsList().stream()
        .mapToLong(Long::longValue)
        .toArray();
  }

  private void batchNormalization(int node, NodeProto proto) {
    first(node)
        .ifPresent(
            units -> {
              if (units.axis != 1 || proto.getOutputCount() > 1) {
                units.space.block(graph.describe(node));
              }
              for (int input = 1; input < proto.getInputCount(); input++) {
                operand(node, input, units, 0);
              }
              pass(proto, units);
            });
  }

  private void pool(int node, NodeProto proto) {
    first(node)
        .ifPresent(
            units -> {
              if (units.axis != 1 || proto.getOutputCount() > 1) {
                units.space.block(graph.describe(node));
              }
              pass(proto, units);
            });
  }

  private void flatten(int node, NodeProto proto) {
    first(node)
        .ifPresent(
            units -> {
              long axis = Operators.integer(proto, "axis", 1);
              flat(node, proto, units, axis == 1);
            });
  }

  private void flat(int node, NodeProto proto, Units units, boolean known) {
    long[] shape = shapes.get(proto.getInput(0));
    if (!known || shape == null || units.axis != 1) {
      units.space.block(graph.describe(node));
      return;
    }
    long places = units.places;
    for (int axis = 2; axis < shape.length; axis++) {
      places *= shape[axis];
    }
    pass(proto, new Units(units.space, 1, (int) places));
  }

  /** Maps that become one row each example. */
  private void reshape(int node, NodeProto proto) {
    first(node)
        .ifPresent(
            units -> {
              long[] in = shapes.get(proto.getInput(0));
              long[] out = shapes.get(proto.getOutput(0));
              boolean rows =
                  in != null && out != null && in.length > 1 && out.length == 2 && out[0] == in[0];
              flat(node, proto, units, rows);
              Units flat = values.get(proto.getOutput(0));
              if (flat != null) {
                fixedShape(node, proto, flat);
              }
            });
    blockOthers(node, proto, 1);
  }

  private void fixedShape(int node, NodeProto proto, Units flat) {
    Optional<List<Long>> numbers = Constants.longs(graph, Operators.input(proto, 1));
    if (numbers.isPresent() && numbers.get().size() == 2 && numbers.get().get(1) > 0) {
      flat.space.add(new UnitSpace.FixedShape(new Graph.Use(node, 1), 1, flat.places));
    }
  }

  /** Axes behind the units come or go. */
  private void squeeze(int node, NodeProto proto) {
    first(node)
        .ifPresent(
            units -> {
              long[] in = shapes.get(proto.getInput(0));
              long[] out = shapes.get(proto.getOutput(0));
              int same = units.axis + 1;
              if (in == null
                  || out == null
                  || Math.min(in.length, out.length) < same
                  || !Arrays.equals(in, 0, same, out, 0, same)) {
                units.space.block(graph.describe(node));
              } else {
                pass(proto, units);
              }
            });
    blockOthers(node, proto, 1);
  }

  private void transpose(int node, NodeProto proto) {
    first(node)
        .ifPresent(
            units -> {
              long[] shape = shapes.get(proto.getInput(0));
              List<Long> perm = Operators.ints(proto, "perm").orElseGet(() -> reversed(shape));
              int axis = perm.indexOf((long) units.axis);
              if (axis < 0) {
                units.space.block(graph.describe(node));
              } else {
                pass(proto, units.at(axis));
              }
            });
  }

  private static List<Long> reversed(long @Nullable [] shape) {
    List<Long> perm = new ArrayList<>();
    for (int i = shape == null ? -1 : shape.length - 1; i >= 0; i--) {
      perm.add((long) i);
    }
    return perm;
  }

  /** Padding and resizing of the axes that have no units. */
  private void sameLength(int node, NodeProto proto) {
    first(node)
        .ifPresent(
            units -> {
              long[] out = shapes.get(proto.getOutput(0));
              boolean sizes =
                  proto.getOpType().equals("Resize") && !Operators.input(proto, 3).isEmpty();
              if (out == null || out[units.axis] != units.length() || sizes) {
                units.space.block(graph.describe(node));
              }
              pass(proto, units);
            });
    blockOthers(node, proto, 1);
  }

  private void reduce(int node, NodeProto proto) {
    first(node)
        .ifPresent(
            units -> {
              long[] in = shapes.get(proto.getInput(0));
              Optional<List<Long>> axes =
                  Operators.ints(proto, "axes")
                      .or(() -> Constants.longs(graph, Operators.input(proto, 1)));
              if (in == null || axes.isEmpty() || axes.get().isEmpty()) {
                units.space.block(graph.describe(node));
                return;
              }
              List<Long> gone = axes.get().stream().map(a -> a < 0 ? a + in.length : a).toList();
              boolean keeps = Operators.integer(proto, "keepdims", 1) != 0;
              long before = gone.stream().filter(a -> a < units.axis).count();
              if (gone.contains((long) units.axis)) {
                units.space.block(graph.describe(node));
              } else {
                pass(proto, units.at(units.axis - (keeps ? 0 : (int) before)));
              }
            });
    blockOthers(node, proto, 1);
  }

  /** Residual sums, gates, and constants that are added to each unit. */
  private void join(int node, NodeProto proto) {
    long[] out = shapes.get(proto.getOutput(0));
    Units all = null;
    for (String name : proto.getInputList()) {
      Units units = values.get(name);
      if (units != null) {
        long[] shape = shapes.get(name);
        if (out == null || shape == null) {
          block(node);
          return;
        }
        Units aligned = units.at(units.axis + out.length - shape.length);
        if (all == null) {
          all = aligned;
        } else if (all.axis != aligned.axis
            || all.places != aligned.places
            || all.space.units() != aligned.space.units()) {
          block(node);
          return;
        } else {
          all.space.join(aligned.space);
        }
      }
    }
    if (all != null && out != null) {
      for (int i = 0; i < proto.getInputCount(); i++) {
        if (!values.containsKey(proto.getInput(i))) {
          operand(node, i, all, out.length - 1 - all.axis);
        }
      }
      pass(proto, all);
    }
  }

  /**
   * Lets a constant go with the units that it is joined to.
   *
   * @param fromEnd axis of the units counted from the last one; what is shorter is broadcast
   */
  private void operand(int node, int input, Units units, int fromEnd) {
    String name = Operators.input(graph.node(node), input);
    if (name.isEmpty()) {
      return;
    }
    Optional<Graph.Source> source = graph.source(name);
    long[] shape = source.map(this::dims).orElseGet(() -> shapes.get(name));
    int axis = shape == null ? -1 : shape.length - 1 - fromEnd;
    boolean broadcast = shape != null && (axis < 0 || shape[axis] == 1);
    if (!broadcast) {
      boolean fits = shape != null && shape[axis] == units.length();
      if (fits && source.filter(s -> !s.transposed()).isPresent()) {
        units.space.add(new UnitSpace.Slice(new Graph.Use(node, input), axis, units.places));
      } else {
        units.space.block(graph.describe(node));
      }
    }
  }
}
