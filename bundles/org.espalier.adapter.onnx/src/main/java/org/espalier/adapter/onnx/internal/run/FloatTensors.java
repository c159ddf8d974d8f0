package org.espalier.adapter.onnx.internal.run;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import org.espalier.adapter.onnx.internal.file.FloatType;

/** Floats as the runtime's tensors, and back. */
public final class FloatTensors {
  private FloatTensors() {}

  /** A tensor of a copy of the values, which the caller closes. */
  public static OnnxTensor of(FloatType type, float[] values, long[] shape) {
    try {
      return create(type, values, shape);
    } catch (OrtException e) {
      throw OnnxRuntime.refused(e);
    }
  }

  private static OnnxTensor create(FloatType type, float[] values, long[] shape)
      throws OrtException {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.multiplyExact(values.length, type.bytes()))
            .order(ByteOrder.nativeOrder());
    return switch (type) {
      case FLOAT ->
          OnnxTensor.createTensor(
              OnnxRuntime.environment(), fill(bytes.asFloatBuffer(), values), shape);
      case DOUBLE ->
          OnnxTensor.createTensor(
              OnnxRuntime.environment(), fill(bytes.asDoubleBuffer(), values), shape);
      case FLOAT16 ->
          OnnxTensor.createTensor(
              OnnxRuntime.environment(),
              fill(bytes.asShortBuffer(), values),
              shape,
              OnnxJavaType.FLOAT16);
    };
  }

  private static FloatBuffer fill(FloatBuffer buffer, float[] values) {
    return buffer.put(values).flip();
  }

  private static DoubleBuffer fill(DoubleBuffer buffer, float[] values) {
    for (float value : values) {
      buffer.put(value);
    }
    return buffer.flip();
  }

  private static ShortBuffer fill(ShortBuffer buffer, float[] values) {
    for (float value : values) {
      buffer.put(Fp16Conversions.floatToFp16(value));
    }
    return buffer.flip();
  }

  /** A copy of a tensor's values. */
  public static float[] read(OnnxTensor tensor) {
    if (tensor.getInfo().type == OnnxJavaType.DOUBLE) {
      DoubleBuffer doubles = tensor.getDoubleBuffer();
      float[] values = new float[doubles.remaining()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) doubles.get(i);
      }
      return values;
    }
    FloatBuffer floats = tensor.getFloatBuffer(); // converts float16, too
    float[] values = new float[floats.remaining()];
    floats.get(values);
    return values;
  }

  static boolean isFloats(OnnxTensor tensor) {
    return switch (tensor.getInfo().type) {
      case FLOAT, FLOAT16, DOUBLE -> true;
      default -> false;
    };
  }
}
