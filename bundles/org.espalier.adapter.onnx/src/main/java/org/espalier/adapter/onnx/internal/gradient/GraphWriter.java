package org.espalier.adapter.onnx.internal.gradient;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.espalier.adapter.onnx.internal.proto.AttributeProto;
import org.espalier.adapter.onnx.internal.proto.GraphProto;
import org.espalier.adapter.onnx.internal.proto.ModelProto;
import org.espalier.adapter.onnx.internal.proto.NodeProto;
import org.espalier.adapter.onnx.internal.proto.TensorProto;
import org.espalier.adapter.onnx.internal.proto.ValueInfoProto;

/** Writes a graph, operator by operator; every name in it is the writer's own. */
final class GraphWriter {
  static final int FLOAT = 1;
  static final int INT64 = 7;
  private static final int OPSET = 18;
  private static final int IR_VERSION = 8;
  private static final int TYPE_FLOAT = 1;
  private static final int TYPE_INT = 2;
  private static final int TYPE_TEXT = 3;
  private static final int TYPE_INTS = 7;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("backward");
  private int names;

  private String name() {
    return "v" + names++;
  }

  /** The value that an operator without attributes makes of others. */
  String apply(String type, String... inputs) {
    return node(type).of(inputs);
  }

  /** An operator that is still to be given its attributes and inputs. */
  Call node(String type) {
    return new Call(type);
  }

  /** An attribute of text. */
  static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(TYPE_TEXT)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  /** An operator. */
  final class Call {
    private final NodeProto.Builder node;

    private Call(String type) {
      node = NodeProto.newBuilder().setOpType(type);
    }

    Call with(String attribute, long value) {
      node.addAttribute(
          AttributeProto.newBuilder().setName(attribute).setType(TYPE_INT).setI(value));
      return this;
    }

    Call with(String attribute, float value) {
      node.addAttribute(
          AttributeProto.newBuilder().setName(attribute).setType(TYPE_FLOAT).setF(value));
      return this;
    }

    Call with(String attribute, long[] values) {
      AttributeProto.Builder ints =
          AttributeProto.newBuilder().setName(attribute).setType(TYPE_INTS);
      LongStream.of(values).forEach(ints::addInts);
      node.addAttribute(ints);
      return this;
    }

    Call with(AttributeProto attribute) {
      node.addAttribute(attribute);
      return this;
    }

    /** Its one output. */
    String of(String... inputs) {
      return outputs(1, inputs).get(0);
    }

    /** Its outputs. */
    List<String> outputs(int count, String... inputs) {
      List<String> outputs = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        outputs.add(name());
      }
      graph.addNode(node.addAllInput(List.of(inputs)).addAllOutput(outputs));
      return outputs;
    }
  }

  String scalar(double value) {
    return floats(new float[] {(float) value});
  }

  /** A constant of floats. */
  String floats(float[] values, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDataType(FLOAT).setRawData(ByteString.copyFrom(bytes));
    LongStream.of(shape).forEach(tensor::addDims);
    return initializer(tensor.build());
  }

  /** A constant list of integers. */
  String longs(long... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(INT64).addDims(values.length);
    LongStream.of(values).forEach(tensor::addInt64Data);
    return initializer(tensor.build());
  }

  /** A tensor of another graph, as it is. */
  String initializer(TensorProto tensor) {
    String name = name();
    graph.addInitializer(tensor.toBuilder().setName(name));
    return name;
  }

  /** A value that is given from outside. */
  String input(int type, long... shape) {
    ValueInfoProto.Builder input = ValueInfoProto.newBuilder().setName(name());
    var tensor = input.getTypeBuilder().getTensorTypeBuilder().setElemType(type);
    tensor.getShapeBuilder();
    LongStream.of(shape)
        .forEach(axis -> tensor.getShapeBuilder().addDimBuilder().setDimValue(axis));
    graph.addInput(input);
    return input.getName();
  }

  /** Shows a value outside, under a name of its own even if it is shown twice. */
  String output(String value) {
    ValueInfoProto.Builder output = ValueInfoProto.newBuilder().setName(apply("Identity", value));
    output.getTypeBuilder().getTensorTypeBuilder().setElemType(FLOAT);
    graph.addOutput(output);
    return output.getName();
  }

  String reshape(String value, long... shape) {
    return apply("Reshape", value, longs(shape));
  }

  String transpose(String value, long... order) {
    return node("Transpose").with("perm", order).of(value);
  }

  /** Sums over axes, which stay with length 1. */
  String sum(String value, long... axes) {
    return axes.length == 0 ? value : apply("ReduceSum", value, longs(axes));
  }

  /** Means over axes, which stay with length 1. */
  String mean(String value, long... axes) {
    return axes.length == 0 ? value : apply("ReduceMean", value, longs(axes));
  }

  String times(String value, double factor) {
    return factor == 1 ? value : apply("Mul", value, scalar(factor));
  }

  /** A value as float32: true is 1, false 0. */
  String toFloats(String value) {
    return node("Cast").with("to", FLOAT).of(value);
  }

  String zeros(long... shape) {
    return apply("ConstantOfShape", longs(shape));
  }

  ModelProto model() {
    ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(IR_VERSION).setGraph(graph);
    model.addOpsetImportBuilder().setDomain("").setVersion(OPSET);
    return model.build();
  }
}
