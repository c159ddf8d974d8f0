package org.espalier.adapter.onnx.internal;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Random;
import org.espalier.adapter.onnx.internal.proto.AttributeProto;
import org.espalier.adapter.onnx.internal.proto.GraphProto;
import org.espalier.adapter.onnx.internal.proto.ModelProto;
import org.espalier.adapter.onnx.internal.proto.NodeProto;
import org.espalier.adapter.onnx.internal.proto.TensorProto;

/** Builds a graph whose nodes and tensors follow each other. */
final class GraphBuilder {
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("g");
  private final Random random = new Random(1);
  private final int irVersion;

  GraphBuilder(List<Integer> input, int irVersion) {
    this.irVersion = irVersion;
    var type = graph.addInputBuilder().setName("x").getTypeBuilder().getTensorTypeBuilder();
    type.setElemType(1).getShapeBuilder().addDimBuilder().setDimParam("n");
    input.forEach(axis -> type.getShapeBuilder().addDimBuilder().setDimValue(axis));
    var output = graph.addOutputBuilder().setName("y").getTypeBuilder().getTensorTypeBuilder();
    output.setElemType(1).getShapeBuilder().addDimBuilder().setDimParam("n");
    output.getShapeBuilder().addDimBuilder().setDimValue(5);
  }

  GraphBuilder node(String type, String output, String... inputs) {
    graph.addNode(SmallModels.node(type, output, inputs));
    return this;
  }

  private GraphBuilder attribute(AttributeProto.Builder attribute) {
    NodeProto.Builder last = graph.getNodeBuilder(graph.getNodeCount() - 1);
    last.addAttribute(attribute);
    return this;
  }

  GraphBuilder integer(String name, long value) {
    return attribute(AttributeProto.newBuilder().setName(name).setType(2).setI(value));
  }

  GraphBuilder number(String name, float value) {
    return attribute(AttributeProto.newBuilder().setName(name).setType(1).setF(value));
  }

  GraphBuilder text(String name, String value) {
    return attribute(
        AttributeProto.newBuilder().setName(name).setType(3).setS(ByteString.copyFromUtf8(value)));
  }

  GraphBuilder ints(String name, long... values) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name).setType(7);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute(attribute);
  }

  String weights(String name, long... dims) {
    return tensor(name, 0, dims);
  }

  String positive(String name, long... dims) {
    return tensor(name, 3, dims);
  }

  private String tensor(String name, double shift, long... dims) {
    TensorProto.Builder tensor = SmallModels.tensor(name, dims).setDataType(1);
    long size = 1;
    for (long axis : dims) {
      size *= axis;
    }
    for (long i = 0; i < size; i++) {
      tensor.addFloatData((float) (shift + 0.5 * random.nextGaussian()));
    }
    return add(tensor.build());
  }

  String shape(String name, long... values) {
    TensorProto.Builder tensor = SmallModels.tensor(name, values.length).setDataType(7);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    return add(tensor.build());
  }

  private String add(TensorProto tensor) {
    graph.addInitializer(tensor);
    if (irVersion < 4) {
      var input = graph.addInputBuilder().setName(tensor.getName());
      var type = input.getTypeBuilder().getTensorTypeBuilder().setElemType(tensor.getDataType());
      var shape = type.getShapeBuilder();
      tensor.getDimsList().forEach(axis -> shape.addDimBuilder().setDimValue(axis));
    }
    return tensor.getName();
  }

  ModelProto model() {
    return model(11);
  }

  ModelProto model(int operatorSet) {
    ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(irVersion);
    model.addOpsetImportBuilder().setDomain("").setVersion(operatorSet);
    return model.setGraph(graph).build();
  }
}
