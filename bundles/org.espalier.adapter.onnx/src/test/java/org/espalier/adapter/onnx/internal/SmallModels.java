package org.espalier.adapter.onnx.internal;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.LongStream;
import org.espalier.adapter.onnx.internal.proto.AttributeProto;
import org.espalier.adapter.onnx.internal.proto.GraphProto;
import org.espalier.adapter.onnx.internal.proto.ModelProto;
import org.espalier.adapter.onnx.internal.proto.NodeProto;
import org.espalier.adapter.onnx.internal.proto.StringStringEntryProto;
import org.espalier.adapter.onnx.internal.proto.TensorProto;
import org.espalier.adapter.onnx.internal.proto.ValueInfoProto;

/** Models of a few bytes, built in code. */
public final class SmallModels {
  private SmallModels() {}

  /** x (n, 3) → Gemm with w (2, 3) and b (2) → Relu → MatMul with v (2, 2) → y (n, 2). */
  public static ModelProto mlp() {
    return model(
        GraphProto.newBuilder()
            .addNode(
                node("Gemm", "h", "x", "w", "b")
                    .addAttribute(AttributeProto.newBuilder().setName("transB").setType(2).setI(1)))
            .addNode(node("Relu", "r", "h"))
            .addNode(node("MatMul", "y", "r", "v"))
            .addInitializer(raw("w", floats(1, 2, 3, 4, 5, 6), 2, 3))
            .addInitializer(raw("b", floats(0.5f, -0.5f), 2))
            .addInitializer(typed("v", List.of(1f, 2f, 3f, 4f), 2, 2)));
  }

  /** A model of a graph that takes x (n, 3) and gives y (n, 2). */
  public static ModelProto model(GraphProto.Builder graph) {
    ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8);
    model.addOpsetImportBuilder().setDomain("").setVersion(13);
    return model
        .setGraph(graph.setName("g").addInput(value("x", 3)).addOutput(value("y", 2)))
        .build();
  }

  /** A node with one output. */
  public static NodeProto.Builder node(String type, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(type)
        .setName(type + "_" + output)
        .addAllInput(List.of(inputs))
        .addOutput(output);
  }

  private static ValueInfoProto value(String name, int width) {
    ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(name);
    var type = value.getTypeBuilder().getTensorTypeBuilder().setElemType(1);
    type.getShapeBuilder().addDimBuilder().setDimParam("n");
    type.getShapeBuilder().addDimBuilder().setDimValue(width);
    return value.build();
  }

  /** A float tensor of raw data. */
  public static TensorProto raw(String name, ByteString data, long... dims) {
    return tensor(name, dims).setDataType(1).setRawData(data).build();
  }

  /** A float tensor of typed data. */
  public static TensorProto typed(String name, List<Float> data, long... dims) {
    return tensor(name, dims).setDataType(1).addAllFloatData(data).build();
  }

  /** A float tensor whose data are in another file. */
  public static TensorProto external(String name, String location, long... dims) {
    return tensor(name, dims)
        .setDataType(1)
        .setDataLocation(1)
        .addExternalData(StringStringEntryProto.newBuilder().setKey("location").setValue(location))
        .build();
  }

  /** A tensor without data. */
  public static TensorProto.Builder tensor(String name, long... dims) {
    return TensorProto.newBuilder().setName(name).addAllDims(LongStream.of(dims).boxed().toList());
  }

  /** Little-endian floats. */
  public static ByteString floats(float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return ByteString.copyFrom(bytes.flip());
  }
}
