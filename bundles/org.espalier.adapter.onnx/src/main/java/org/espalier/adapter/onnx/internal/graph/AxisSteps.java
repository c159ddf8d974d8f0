package org.espalier.adapter.onnx.internal.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

  void flatten(int node, NodeProto proto) {
    values
        .first(node)
        .ifPresent(
            units -> {
              long axis = Operators.integer(proto, "axis", 1);
              flat(node, proto, units, axis == 1);
            });
  }

  private void flat(int node, NodeProto proto, Units units, boolean known) {
    long[] shape = values.shape(Operators.input(proto, 0));
    if (!known || shape == null || units.axis() != 1) {
      units.space().block(graph.describe(node));
      return;
    }
    long places = units.places();
    for (int axis = 2; axis < shape.length; axis++) {
      places *= shape[axis];
    }
    values.pass(proto, new Units(units.space(), 1, (int) places));
  }

  /** Maps that become one row each example. */
  void reshape(int node, NodeProto proto) {
    values
        .first(node)
        .ifPresent(
            units -> {
              long[] in = values.shape(Operators.input(proto, 0));
              long[] out = values.shape(Operators.output(proto));
              boolean rows =
                  in != null && out != null && in.length > 1 && out.length == 2 && out[0] == in[0];
              flat(node, proto, units, rows);
              Units flat = values.all().get(Operators.output(proto));
              if (flat != null) {
                fixedShape(node, proto, flat);
              }
            });
    values.blockOthers(node, proto, 1);
  }

  private void fixedShape(int node, NodeProto proto, Units flat) {
    Optional<List<Long>> numbers = Constants.longs(graph, Operators.input(proto, 1));
    if (numbers.isPresent() && numbers.get().size() == 2 && numbers.get().get(1) > 0) {
      flat.space().add(new UnitSpace.FixedShape(new Graph.Use(node, 1), 1, flat.places()));
    }
  }

  /** Axes behind the units come or go. */
  void squeeze(int node, NodeProto proto) {
    values
        .first(node)
        .ifPresent(
            units -> {
              long[] in = values.shape(Operators.input(proto, 0));
              long[] out = values.shape(Operators.output(proto));
              int same = units.axis() + 1;
              if (in == null
                  || out == null
                  || Math.min(in.length, out.length) < same
                  || !Arrays.equals(in, 0, same, out, 0, same)) {
                units.space().block(graph.describe(node));
              } else {
                values.pass(proto, units);
              }
            });
    values.blockOthers(node, proto, 1);
  }

  void transpose(int node, NodeProto proto) {
    values
        .first(node)
        .ifPresent(
            units -> {
              long[] shape = values.shape(Operators.input(proto, 0));
              List<Long> perm = Operators.ints(proto, "perm").orElseGet(() -> reversed(shape));
              int axis = perm.indexOf((long) units.axis());
              if (axis < 0) {
                units.space().block(graph.describe(node));
              } else {
                values.pass(proto, units.at(axis));
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
  void sameLength(int node, NodeProto proto) {
    values
        .first(node)
        .ifPresent(
            units -> {
              long[] out = values.shape(Operators.output(proto));
              boolean sizes =
                  proto.getOpType().equals("Resize") && !Operators.input(proto, 3).isEmpty();
              if (out == null || out[units.axis()] != units.length() || sizes) {
                units.space().block(graph.describe(node));
              }
              values.pass(proto, units);
            });
    values.blockOthers(node, proto, 1);
  }

  void reduce(int node, NodeProto proto) {
    values
        .first(node)
        .ifPresent(
            units -> {
              long[] in = values.shape(Operators.input(proto, 0));
              Optional<List<Long>> axes =
                  Operators.ints(proto, "axes")
                      .or(() -> Constants.longs(graph, Operators.input(proto, 1)));
              if (in == null || axes.isEmpty() || axes.get().isEmpty()) {
                units.space().block(graph.describe(node));
                return;
              }
              List<Long> gone = axes.get().stream().map(a -> a < 0 ? a + in.length : a).toList();
              boolean keeps = Operators.integer(proto, "keepdims", 1) != 0;
              long before = gone.stream().filter(a -> a < units.axis()).count();
              if (gone.contains((long) units.axis())) {
                units.space().block(graph.describe(node));
              } else {
                values.pass(proto, units.at(units.axis() - (keeps ? 0 : (int) before)));
              }
            });
    values.blockOthers(node, proto, 1);
  }
}
