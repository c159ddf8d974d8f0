package org.espalier.adapter.onnx.internal.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.adapter.onnx.internal.proto.AttributeProto;
import org.espalier.adapter.onnx.internal.proto.NodeProto;
import org.espalier.adapter.onnx.internal.proto.TensorProto;

/** Reads constant lists of integers, such as shapes and axes. */
public final class Constants {
  private static final int INT64 = 7;

  private Constants() {}

  /** The integers of a value, if it is an initializer or a Constant of int64. */
  public static Optional<List<Long>> longs(Graph graph, String name) {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    Optional<TensorProto> initializer =
        graph.source(name).map(s -> graph.initializer(s.initializer()));
    return initializer.or(() -> constant(graph, name)).flatMap(Constants::longs);
  }

  private static Optional<TensorProto> constant(Graph graph, String name) {
    Optional<NodeProto> node = graph.producer(name).filter(n -> Operators.is(n, "Constant"));
    return node.flatMap(n -> Operators.attribute(n, "value")).map(AttributeProto::getT);
  }

  private static Optional<List<Long>> longs(TensorProto tensor) {
    if (tensor.getDataType() != INT64) {
      return Optional.empty();
    }
    if (!tensor.hasRawData()) {
      return Optional.of(tensor.getInt64DataList());
    }
    ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    List<Long> values = new ArrayList<>();
    LongBuffer longs = raw.asLongBuffer();
    while (longs.hasRemaining()) {
      values.add(longs.get());
    }
    return Optional.of(values);
  }

  /** A list of integers as an initializer. */
  static TensorProto tensor(String name, List<Long> values) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(INT64)
        .addDims(values.size())
        .addAllInt64Data(values)
        .build();
  }
}
