package org.espalier.adapter.onnx.internal.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.espalier.adapter.onnx.internal.proto.NodeProto;
import org.jspecify.annotations.Nullable;

/** Nodes that move, join or take away axes of a value with units. */
final class AxisSteps {
  private final Graph graph;
  private final UnitValues values;

  AxisSteps(UnitValues values) {
    this.values = values;
    this.graph = values.graph();
  }

  /**
   * Lets units go through a node.
   *
   * @param moved where they are behind it, or empty if that isn't known: then none can be removed
   */
  private void move(int node, NodeProto proto, Function<Units, Optional<Units>> moved) {
    values
        .first(node)
        .ifPresent(
            units ->
                moved
                    .apply(units)
                    .ifPresentOrElse(
                        behind -> values.pass(proto, behind),
                        () -> units.space().block(graph.describe(node))));
    values.blockOthers(node, proto, 1);
  }

  private long @Nullable [] in(NodeProto proto) {
    return values.shape(Operators.input(proto, 0));
  }

  private long @Nullable [] out(NodeProto proto) {
    return values.shape(Operators.output(proto));
  }

  void flatten(int node, NodeProto proto) {
    boolean rows = Operators.integer(proto, "axis", 1) == 1;
    move(node, proto, units -> rows ? flat(units, in(proto)) : Optional.empty());
  }

  private static Optional<Units> flat(Units units, long @Nullable [] shape) {
    if (shape == null || units.axis() != 1) {
      return Optional.empty();
    }
    long places = units.places();
    for (int axis = 2; axis < shape.length; axis++) {
      places *= shape[axis];
    }
    return Optional.of(new Units(units.space(), 1, (int) places));
  }

  /** Maps that become one row each example. */
  void reshape(int node, NodeProto proto) {
    long[] in = in(proto);
    long[] out = out(proto);
    boolean rows = in != null && out != null && in.length > 1 && out.length == 2 && out[0] == in[0];
    move(
        node,
        proto,
        units -> {
          Optional<Units> flat = rows ? flat(units, in) : Optional.empty();
          flat.ifPresent(behind -> fixedShape(node, proto, behind));
          return flat;
        });
  }

  private void fixedShape(int node, NodeProto proto, Units flat) {
    Optional<List<Long>> numbers = Constants.longs(graph, Operators.input(proto, 1));
    if (numbers.isPresent() && numbers.get().size() == 2 && numbers.get().get(1) > 0) {
      flat.space().add(new UnitSpace.FixedShape(new Graph.Use(node, 1), 1, flat.places()));
    }
  }

  /** Axes behind the units come or go. */
  void squeeze(int node, NodeProto proto) {
    long[] in = in(proto);
    long[] out = out(proto);
    move(
        node,
        proto,
        units -> {
          int same = units.axis() + 1;
          boolean stays =
              in != null
                  && out != null
                  && Math.min(in.length, out.length) >= same
                  && Arrays.equals(in, 0, same, out, 0, same);
          return stays ? Optional.of(units) : Optional.empty();
        });
  }

  void transpose(int node, NodeProto proto) {
    List<Long> perm = Operators.ints(proto, "perm").orElseGet(() -> reversed(in(proto)));
    move(
        node,
        proto,
        units -> {
          int axis = perm.indexOf((long) units.axis());
          return axis < 0 ? Optional.empty() : Optional.of(units.at(axis));
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
  void sameLength(int node, NodeProto proto) {
    long[] out = out(proto);
    boolean sizes = proto.getOpType().equals("Resize") && !Operators.input(proto, 3).isEmpty();
    move(
        node,
        proto,
        units ->
            out == null || out[units.axis()] != units.length() || sizes
                ? Optional.empty()
                : Optional.of(units));
  }

  void reduce(int node, NodeProto proto) {
    long[] in = in(proto);
    List<Long> axes =
        Operators.ints(proto, "axes")
            .or(() -> Constants.longs(graph, Operators.input(proto, 1)))
            .orElse(List.of());
    boolean keeps = Operators.integer(proto, "keepdims", 1) != 0;
    move(
        node,
        proto,
        units -> {
          if (in == null || axes.isEmpty()) {
            return Optional.empty();
          }
          List<Long> gone = axes.stream().map(a -> a < 0 ? a + in.length : a).toList();
          long before = keeps ? 0 : gone.stream().filter(a -> a < units.axis()).count();
          return gone.contains((long) units.axis())
              ? Optional.empty()
              : Optional.of(units.at(units.axis() - (int) before));
        });
  }
}
