package org.espalier.adapter.onnx.internal.graph;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.espalier.adapter.onnx.internal.proto.AttributeProto;
import org.espalier.adapter.onnx.internal.proto.NodeProto;

/** What operators of the ONNX standard do to a value, as far as units are concerned. */
public final class Operators {
  /** Those that work on each element by itself. */
  static final Set<String> UNARY =
      Set.of(
          "Abs",
          "Cast",
          "Ceil",
          "Celu",
          "Clip",
          "Dropout",
          "Elu",
          "Erf",
          "Exp",
          "Floor",
          "Gelu",
          "HardSigmoid",
          "HardSwish",
          "Identity",
          "LeakyRelu",
          "Log",
          "Mish",
          "Neg",
          "Reciprocal",
          "Relu",
          "Round",
          "Selu",
          "Sigmoid",
          "Sign",
          "Softplus",
          "Softsign",
          "Sqrt",
          "Tanh",
          "ThresholdedRelu");

  /** Those that join elements at one place, with broadcasting. */
  static final Set<String> JOINING =
      Set.of("Add", "Div", "Max", "Mean", "Min", "Mul", "PRelu", "Pow", "Sub", "Sum");

  /** Those that join neighbours in a map, each map by itself. */
  static final Set<String> POOLING =
      Set.of(
          "AveragePool", "GlobalAveragePool", "GlobalLpPool", "GlobalMaxPool", "LpPool", "MaxPool");

  static final Set<String> REDUCING =
      Set.of("ReduceL1", "ReduceL2", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceSum");

  static final Set<String> NORMALIZING =
      Set.of(
          "BatchNormalization",
          "GroupNormalization",
          "InstanceNormalization",
          "LayerNormalization",
          "RMSNormalization");

  private Operators() {}

  /** Whether a node is of the standard, not of somebody's own domain. */
  public static boolean isStandard(NodeProto node) {
    return isStandard(node.getDomain());
  }

  /** Whether a domain is the standard's. */
  public static boolean isStandard(String domain) {
    return domain.isEmpty() || domain.equals("ai.onnx");
  }

  /** Whether a node is of a type of the standard. */
  public static boolean is(NodeProto node, String type) {
    return isStandard(node) && node.getOpType().equals(type);
  }

  /** An attribute, if it is given. */
  public static Optional<AttributeProto> attribute(NodeProto node, String name) {
    return node.getAttributeList().stream().filter(a -> a.getName().equals(name)).findFirst();
  }

  /** An attribute of one integer. */
  public static long integer(NodeProto node, String name, long otherwise) {
    return attribute(node, name).map(AttributeProto::getI).orElse(otherwise);
  }

  /** An attribute of integers, if it is given. */
  public static Optional<List<Long>> ints(NodeProto node, String name) {
    return attribute(node, name).map(AttributeProto::getIntsList);
  }

  /** An input's name, empty if the node hasn't as many. */
  public static String input(NodeProto node, int index) {
    return index < node.getInputCount() ? node.getInput(index) : "";
  }

  /** Its first output's name, empty if it has none. */
  static String output(NodeProto node) {
    return node.getOutputCount() > 0 ? node.getOutput(0) : "";
  }
}
