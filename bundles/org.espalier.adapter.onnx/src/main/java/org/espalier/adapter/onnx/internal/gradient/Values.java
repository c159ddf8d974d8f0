package org.espalier.adapter.onnx.internal.gradient;

import ai.onnxruntime.TensorInfo;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.espalier.adapter.onnx.internal.file.FloatType;
import org.espalier.adapter.onnx.internal.graph.Graph;
import org.espalier.adapter.onnx.internal.proto.TensorProto;
import org.espalier.core.InvalidDataException;

/**
 * The values of a model's graph, as the graph that goes backward sees them: those that are asked
 * for become its inputs, as float32, but for constants, which are copied.
 */
final class Values {
  private static final int INT32 = 6;
  private static final int INT64 = 7;
  private static final int BOOL = 9;

  private final Graph graph;
  private final Map<String, TensorInfo> made;
  private final Set<String> parameters;
  private final GraphWriter writer;
  private final Map<String, String> inputs = new LinkedHashMap<>();
  private final Map<String, String> read = new LinkedHashMap<>();

  /**
   * @param made types and shapes of what nodes make and of the model's input
   * @param parameters names of the initializers that change from run to run
   */
  Values(Graph graph, Map<String, TensorInfo> made, Set<String> parameters, GraphWriter writer) {
    this.graph = graph;
    this.made = made;
    this.parameters = parameters;
    this.writer = writer;
  }

  long[] shape(String name) {
    return graph
        .initializer(name)
        .map(Graph::shape)
        .or(() -> Optional.ofNullable(made.get(name)).map(TensorInfo::getShape))
        .orElseThrow(() -> new InvalidDataException("the shape of '" + name + "' isn't known"));
  }

  /** Number of the element type in ONNX files; 0 for those that no gradient is made of. */
  private int type(String name) {
    TensorInfo info = made.get(name);
    if (info == null) {
      return graph.initializer(name).map(TensorProto::getDataType).orElse(0);
    }
    return switch (info.type) {
      case FLOAT -> FloatType.FLOAT.code();
      case FLOAT16 -> FloatType.FLOAT16.code();
      case DOUBLE -> FloatType.DOUBLE.code();
      case INT32 -> INT32;
      case INT64 -> INT64;
      case BOOL -> BOOL;
      default -> 0;
    };
  }

  boolean isFloats(String name) {
    return FloatType.of(type(name)).isPresent();
  }

  /** A value in the graph that goes backward. */
  String read(String name) {
    return read.computeIfAbsent(name, this::open);
  }

  private String open(String name) {
    String value;
    if (graph.isInitializer(name) && !parameters.contains(name)) {
      value = writer.initializer(graph.initializer(name).orElseThrow());
    } else {
      value = writer.input(type(name), shape(name));
      inputs.put(name, value);
    }
    boolean asItIs = type(name) == GraphWriter.FLOAT || !isFloats(name);
    return asItIs ? value : writer.toFloats(value);
  }

  /** Names in the model's graph of what goes in, with the inputs' names. */
  Map<String, String> inputs() {
    return inputs;
  }
}
