package org.espalier.adapter.onnx.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.platform.Fp16Conversions;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/** What ONNX Runtime makes of a file and inputs of any type, without any of ours in between. */
final class RanModel {
  private final Map<String, double[]> outputs = new HashMap<>();

  private RanModel() {}

  static RanModel of(Path file, JsonNode inputs) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    RanModel ran = new RanModel();
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try (OrtSession session = environment.createSession(file.toString())) {
      Iterator<String> names = inputs.fieldNames();
      while (names.hasNext()) {
        String name = names.next();
        tensors.put(name, tensor(environment, inputs.get(name)));
      }
      try (OrtSession.Result result = session.run(tensors)) {
        for (String name : session.getOutputNames()) {
          Optional<OnnxValue> value = result.get(name);
          if (value.isPresent() && value.get() instanceof OnnxTensor tensor) {
            ran.outputs.put(name, values(tensor));
          }
        }
      }
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
    return ran;
  }

  void requireClose(JsonNode expected, double tolerance) {
    int compared = 0;
    Iterator<String> names = expected.fieldNames();
    while (names.hasNext()) {
      String name = names.next();
      JsonNode values = expected.get(name).get("values");
      double[] actual = outputs.get(name);
      if (actual != null) {
        assertEquals(values.size(), actual.length, name);
        double largest = 1;
        for (JsonNode value : values) {
          largest = Math.max(largest, Math.abs(value.asDouble()));
        }
        for (int i = 0; i < actual.length; i++) {
          assertEquals(values.get(i).asDouble(), actual[i], tolerance * largest, name);
        }
        compared++;
      }
    }
    assertTrue(compared > 0, "nothing was compared");
  }

  private static OnnxTensor tensor(OrtEnvironment environment, JsonNode input) throws OrtException {
    JsonNode values = input.get("values");
    long[] shape = new long[input.get("shape").size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = input.get("shape").get(i).asLong();
    }
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Double.BYTES * values.size()).order(ByteOrder.nativeOrder());
    OnnxJavaType type =
        switch (input.get("type").asText()) {
          case "float32" -> OnnxJavaType.FLOAT;
          case "float64" -> OnnxJavaType.DOUBLE;
          case "float16" -> OnnxJavaType.FLOAT16;
          case "uint8" -> OnnxJavaType.UINT8;
          case "int64" -> OnnxJavaType.INT64;
          case "bool" -> OnnxJavaType.BOOL;
          default -> throw new IllegalArgumentException(input.get("type").asText());
        };
    for (JsonNode value : values) {
      switch (type) {
        case FLOAT -> bytes.putFloat((float) value.asDouble());
        case DOUBLE -> bytes.putDouble(value.asDouble());
        case FLOAT16 -> bytes.putShort(Fp16Conversions.floatToFp16((float) value.asDouble()));
        case INT64 -> bytes.putLong(value.asLong());
        default ->
            bytes.put((byte) (value.isBoolean() ? (value.asBoolean() ? 1 : 0) : value.asInt()));
      }
    }
    return OnnxTensor.createTensor(environment, bytes.flip(), shape, type);
  }

  private static double[] values(OnnxTensor tensor) {
    ByteBuffer bytes = tensor.getByteBuffer().order(ByteOrder.nativeOrder());
    OnnxJavaType type = tensor.getInfo().type;
    double[] values = new double[bytes.remaining() / type.size];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type) {
            case FLOAT -> bytes.getFloat();
            case DOUBLE -> bytes.getDouble();
            case FLOAT16 -> Fp16Conversions.fp16ToFloat(bytes.getShort());
            case INT64 -> bytes.getLong();
            case UINT8, BOOL -> Byte.toUnsignedInt(bytes.get());
            default -> throw new IllegalArgumentException(type.toString());
          };
    }
    return values;
  }
}
