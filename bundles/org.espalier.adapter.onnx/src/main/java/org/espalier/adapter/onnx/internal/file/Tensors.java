package org.espalier.adapter.onnx.internal.file;

import java.util.function.Consumer;
import org.espalier.adapter.onnx.internal.proto.AttributeProto;
import org.espalier.adapter.onnx.internal.proto.GraphProto;
import org.espalier.adapter.onnx.internal.proto.NodeProto;
import org.espalier.adapter.onnx.internal.proto.TensorProto;

/** Visits every tensor of a graph, those of its nodes, branches and loops too. */
final class Tensors {
  private Tensors() {}

  static void visit(GraphProto graph, Consumer<TensorProto> visitor) {
    graph.getInitializerList().forEach(visitor);
    for (NodeProto node : graph.getNodeList()) {
      for (AttributeProto attribute : node.getAttributeList()) {
        if (attribute.hasT()) {
          visitor.accept(attribute.getT());
        }
        if (attribute.hasG()) {
          visit(attribute.getG(), visitor);
        }
        attribute.getGraphsList().forEach(inner -> visit(inner, visitor));
      }
    }
  }

  static void visit(GraphProto.Builder graph, Consumer<TensorProto.Builder> visitor) {
    graph.getInitializerBuilderList().forEach(visitor);
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      for (AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
        if (attribute.hasT()) {
          visitor.accept(attribute.getTBuilder());
        }
        if (attribute.hasG()) {
          visit(attribute.getGBuilder(), visitor);
        }
        attribute.getGraphsBuilderList().forEach(inner -> visit(inner, visitor));
      }
    }
  }
}
