package org.espalier.core.npy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** The numeric element types that are read, little-endian. */
enum ElementType {
  F4("<f4", 4),
  F8("<f8", 8),
  B1("|b1", 1),
  I1("|i1", 1),
  U1("|u1", 1),
  I2("<i2", 2),
  U2("<u2", 2),
  I4("<i4", 4),
  U4("<u4", 4),
  I8("<i8", 8);

  private final String code;
  private final int bytes;

  ElementType(String code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  static Optional<ElementType> find(String code) {
    return Arrays.stream(values()).filter(type -> type.code.equals(code)).findFirst();
  }

  /** All codes, for messages. */
  static String known() {
    return String.join(", ", Arrays.stream(values()).map(type -> type.code).toList());
  }

  String code() {
    return code;
  }

  /** Size of one element. */
  int bytes() {
    return bytes;
  }

  /** Element {@code index} of little-endian data; of an i8 the nearest double. */
  double value(ByteBuffer data, int index) {
    int at = index * bytes;
    return switch (this) {
      case F4 -> data.getFloat(at);
      case F8 -> data.getDouble(at);
      case B1 -> data.get(at) == 0 ? 0 : 1;
      case I1 -> data.get(at);
      case U1 -> Byte.toUnsignedInt(data.get(at));
      case I2 -> data.getShort(at);
      case U2 -> Short.toUnsignedInt(data.getShort(at));
      case I4 -> data.getInt(at);
      case U4 -> Integer.toUnsignedLong(data.getInt(at));
      case I8 -> data.getLong(at);
    };
  }
}
