package org.espalier.adapter.onnx.internal.graph;

import java.util.Map;
import org.espalier.adapter.onnx.internal.proto.NodeProto;

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
  private final UnitValues values;
  private final WeightSteps weights;
  private final AxisSteps axes;

  /**
   * @param shapes of all values that one example makes, by name
   */
  UnitTracer(Graph graph, Map<String, long[]> shapes) {
    this.graph = graph;
    values = new UnitValues(graph, shapes);
    weights = new WeightSteps(values);
    axes = new AxisSteps(values);
  }

  /** Follows all units. */
  void trace() {
    for (int node : graph.order()) {
      NodeProto proto = graph.node(node);
      if (Operators.isStandard(proto)) {
        step(node, proto);
      } else {
        values.block(node);
      }
      blockInner(node);
    }
    graph.proto().getOutputList().stream()
        .forEach(
            output ->
                values
                    .units(output.getName())
                    .ifPresent(u -> u.space().block(OUTPUT + output.getName())));
  }

  /** Spaces by the initializer of one of their sources. */
  Map<Integer, UnitSpace> spaces() {
    return weights.spaces();
  }

  /** Values that have units, by name. */
  Map<String, Units> values() {
    return values.all();
  }

  private void step(int node, NodeProto proto) {
    String type = proto.getOpType();
    switch (type) {
      case "Conv", "ConvTranspose" -> weights.convolution(node, proto);
      case "Gemm" -> weights.gemm(node, proto);
      case "MatMul" -> weights.matMul(node, proto);
      case "BatchNormalization" -> eachMap(node, proto);
      case "Flatten" -> axes.flatten(node, proto);
      case "Reshape" -> axes.reshape(node, proto);
      case "Squeeze", "Unsqueeze" -> axes.squeeze(node, proto);
      case "Transpose" -> axes.transpose(node, proto);
      case "Pad", "Resize", "Upsample" -> axes.sameLength(node, proto);
      case "Shape" -> {}
      default -> {
        if (Operators.UNARY.contains(type)) {
          values.first(node).ifPresent(units -> values.passToAll(proto, units));
          values.blockOthers(node, proto, 1);
        } else if (Operators.JOINING.contains(type)) {
          join(node, proto);
        } else if (Operators.POOLING.contains(type)) {
          eachMap(node, proto);
        } else if (Operators.REDUCING.contains(type)) {
          axes.reduce(node, proto);
        } else {
          values.block(node);
        }
      }
    }
  }

  /** Units that a branch or a loop looks at. */
  private void blockInner(int node) {
    for (String name : graph.inner(node)) {
      values.units(name).ifPresent(units -> units.space().block(graph.describe(node)));
    }
  }

  /** What treats each map by itself: pooling, and normalisation by constants of each map. */
  private void eachMap(int node, NodeProto proto) {
    values
        .first(node)
        .ifPresent(
            units -> {
              if (units.axis() != 1 || proto.getOutputCount() > 1) {
                units.space().block(graph.describe(node));
              }
              for (int input = 1; input < proto.getInputCount(); input++) {
                values.operand(node, input, units, 0);
              }
              values.pass(proto, units);
            });
  }

  /** Residual sums, gates, and constants that are added to each unit. */
  private void join(int node, NodeProto proto) {
    long[] out = values.shape(Operators.output(proto));
    Units all = null;
    for (String name : proto.getInputList()) {
      Units units = values.units(name).orElse(null);
      if (units != null) {
        long[] shape = values.shape(name);
        if (out == null || shape == null) {
          values.block(node);
          return;
        }
        Units aligned = units.at(units.axis() + out.length - shape.length);
        if (all == null) {
          all = aligned;
        } else if (all.axis() != aligned.axis()
            || all.places() != aligned.places()
            || all.space().units() != aligned.space().units()) {
          values.block(node);
          return;
        } else {
          all.space().join(aligned.space());
        }
      }
    }
    if (all != null && out != null) {
      for (int i = 0; i < proto.getInputCount(); i++) {
        if (values.units(proto.getInput(i)).isEmpty()) {
          values.operand(node, i, all, out.length - 1 - all.axis());
        }
      }
      values.pass(proto, all);
    }
  }
}
