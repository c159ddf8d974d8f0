package org.espalier.adapter.onnx.internal.file;

import ai.onnxruntime.platform.Fp16Conversions;
import java.util.Optional;

/** Types of floating-point elements whose tensors can be parameters. */
public enum FloatType {
  FLOAT(1, Float.BYTES),
  FLOAT16(10, Short.BYTES),
  DOUBLE(11, Double.BYTES);

  private final int code;
  private final int bytes;

  FloatType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** The type of a TensorProto's {@code data_type}, if it is one of these. */
  public static Optional<FloatType> of(int dataType) {
    for (FloatType type : values()) {
      if (type.code == dataType) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Number in the file. */
  public int code() {
    return code;
  }

  /** Bytes of an element. */
  public int bytes() {
    return bytes;
  }

  /** The float that is nearest to an element. */
  float toFloat(long bits) {
    return switch (this) {
      case FLOAT -> Float.intBitsToFloat((int) bits);
      case FLOAT16 -> Fp16Conversions.fp16ToFloat((short) bits);
      case DOUBLE -> (float) Double.longBitsToDouble(bits);
    };
  }

  /** The bits of the element that is nearest to a float. */
  long toBits(float value) {
    return switch (this) {
      case FLOAT -> Integer.toUnsignedLong(Float.floatToRawIntBits(value));
      case FLOAT16 -> Short.toUnsignedLong(Fp16Conversions.floatToFp16(value));
      case DOUBLE -> Double.doubleToRawLongBits(value);
    };
  }
}
