package org.espalier.adapter.onnx.internal.file;

import java.util.List;
import org.espalier.adapter.onnx.internal.proto.TensorProto;
import org.espalier.core.InvalidDataException;

/** Number of elements of a tensor in a file, and whether its data are all there. */
final class TensorShape {
  /** Bits of an element by {@code data_type}; 0 where it is not fixed or not known. */
  private static final int[] BITS = {
    0, 32, 8, 8, 16, 16, 32, 64, 0, 8, 16, 64, 32, 64, 64, 128, 16, 8, 8, 8, 8, 4, 4, 4, 8, 2, 2
  };

  private TensorShape() {}

  /**
   * Product of the axes.
   *
   * @throws InvalidDataException if an axis is negative or the product is beyond a long
   */
  static long elements(TensorProto tensor) {
    long elements = 1;
    List<Long> dims = tensor.getDimsList();
    for (long axis : dims) {
      if (axis < 0) {
        throw new InvalidDataException(
            "tensor '%s' has an axis of %d".formatted(tensor.getName(), axis));
      }
    }
    if (dims.contains(0L)) {
      return 0;
    }
    try {
      for (long axis : dims) {
        elements = Math.multiplyExact(elements, axis);
      }
    } catch (ArithmeticException e) {
      throw new InvalidDataException(
          "tensor '%s' of shape %s has more values than can be counted"
              .formatted(tensor.getName(), dims),
          e);
    }
    return elements;
  }

  /** Bytes of raw data that a tensor's shape and type ask for, or −1 if that isn't known. */
  static long rawBytes(TensorProto tensor) {
    int type = tensor.getDataType();
    int bits = type < 0 || type >= BITS.length ? 0 : BITS[type];
    if (bits == 0) {
      return -1;
    }
    long elements = elements(tensor);
    if (elements > Long.MAX_VALUE / Math.max(bits, Byte.SIZE)) {
      return Long.MAX_VALUE;
    }
    return (elements * bits + Byte.SIZE - 1) / Byte.SIZE;
  }

  /**
   * Makes sure that inline data are as long as the shape says, before anything is allocated for it.
   *
   * @throws InvalidDataException if they are not
   */
  static void requireComplete(TensorProto tensor) {
    long elements = elements(tensor);
    if (tensor.hasRawData()) {
      long wanted = rawBytes(tensor);
      if (wanted >= 0 && wanted != tensor.getRawData().size()) {
        throw wrong(tensor, tensor.getRawData().size() + " bytes of data", wanted);
      }
      return;
    }
    // Complex numbers have two values each; four bits come packed in some way or other.
    boolean plain = FloatType.of(tensor.getDataType()).isPresent();
    long values =
        switch (tensor.getDataType()) {
          case 1 -> tensor.getFloatDataCount();
          case 11 -> tensor.getDoubleDataCount();
          default -> tensor.getInt32DataCount();
        };
    if (plain && values != elements) {
      throw wrong(tensor, values + " values", elements);
    }
  }

  private static InvalidDataException wrong(TensorProto tensor, String has, long wanted) {
    return new InvalidDataException(
        "tensor '%s' has %s where its shape %s asks for %d"
            .formatted(tensor.getName(), has, tensor.getDimsList(), wanted));
  }
}
