package org.espalier.adapter.onnx.internal.file;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.espalier.adapter.onnx.internal.proto.TensorProto;
import org.jspecify.annotations.Nullable;

/** The elements of a float tensor as they are in its file, in the file's order. */
public final class TensorData {
  private final FloatType type;
  private final int field;
  private final ByteBuffer elements;
  private final ExternalData.@Nullable Region region;

  private TensorData(
      FloatType type, int field, ByteBuffer elements, ExternalData.@Nullable Region region) {
    this.type = type;
    this.field = field;
    this.elements = elements.order(ByteOrder.LITTLE_ENDIAN);
    this.region = region;
  }

  /** Inline data, which are all there. */
  static TensorData inline(FloatType type, TensorProto tensor) {
    return tensor.hasRawData()
        ? new TensorData(
            type,
            TensorProto.RAW_DATA_FIELD_NUMBER,
            tensor.getRawData().asReadOnlyByteBuffer().slice(),
            null)
        : new TensorData(type, field(type), typed(type, tensor), null);
  }

  /** Data that were read from a file beside the model's. */
  static TensorData external(FloatType type, byte[] bytes, ExternalData.Region region) {
    return new TensorData(type, 0, ByteBuffer.wrap(bytes), region);
  }

  private static int field(FloatType type) {
    return switch (type) {
      case FLOAT -> TensorProto.FLOAT_DATA_FIELD_NUMBER;
      case DOUBLE -> TensorProto.DOUBLE_DATA_FIELD_NUMBER;
      case FLOAT16 -> TensorProto.INT32_DATA_FIELD_NUMBER;
    };
  }

  private static ByteBuffer typed(FloatType type, TensorProto tensor) {
    int count =
        switch (type) {
          case FLOAT -> tensor.getFloatDataCount();
          case DOUBLE -> tensor.getDoubleDataCount();
          case FLOAT16 -> tensor.getInt32DataCount();
        };
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(count, type.bytes()));
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    switch (type) {
      case FLOAT -> tensor.getFloatDataList().forEach(bytes::putFloat);
      case DOUBLE -> tensor.getDoubleDataList().forEach(bytes::putDouble);
      case FLOAT16 ->
          tensor.getInt32DataList().forEach(value -> bytes.putShort(value.shortValue()));
    }
    return bytes.flip();
  }

  public FloatType type() {
    return type;
  }

  /** Field of the TensorProto that holds the data, or 0 if they are external. */
  int field() {
    return field;
  }

  /** Where the data lie, if that is in a file beside the model's. */
  ExternalData.@Nullable Region region() {
    return region;
  }

  /** The elements' bytes, which are not copied. */
  ByteString bytes() {
    return UnsafeByteOperations.unsafeWrap(elements.duplicate());
  }

  /** Number of elements. */
  public int size() {
    return elements.limit() / type.bytes();
  }

  /** An element, as the nearest float. */
  public float get(int index) {
    return type.toFloat(bits(index));
  }

  /** Whether every element is a number. */
  public boolean isFinite() {
    for (int i = 0; i < size(); i++) {
      if (!Float.isFinite(get(i))) {
        return false;
      }
    }
    return true;
  }

  private long bits(int index) {
    return switch (type) {
      case FLOAT -> Integer.toUnsignedLong(elements.getInt(index * Float.BYTES));
      case FLOAT16 -> Short.toUnsignedLong(elements.getShort(index * Short.BYTES));
      case DOUBLE -> elements.getLong(index * Double.BYTES);
    };
  }

  /**
   * The bytes of a tensor of other values: an element keeps its own where its float is unchanged,
   * so that nothing is lost where floats are the narrower type.
   *
   * @param values as many, in the file's order
   */
  byte[] encode(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(elements.limit()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values.length; i++) {
      long old = bits(i);
      boolean same =
          Float.floatToRawIntBits(type.toFloat(old)) == Float.floatToRawIntBits(values[i]);
      long bits = same ? old : type.toBits(values[i]);
      switch (type) {
        case FLOAT -> bytes.putInt((int) bits);
        case FLOAT16 -> bytes.putShort((short) bits);
        case DOUBLE -> bytes.putLong(bits);
      }
    }
    return bytes.array();
  }
}
