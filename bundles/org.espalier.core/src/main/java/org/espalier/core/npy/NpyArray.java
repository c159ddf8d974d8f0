package org.espalier.core.npy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import org.espalier.core.InvalidDataException;

/** An array as read from an NPY file, in C order; immutable. */
public final class NpyArray {
  private final Path file;
  private final ElementType type;
  private final List<Integer> shape;
  private final ByteBuffer data;
  private final int size;

  /**
   * @param file where it was read, for messages
   * @param header its element type and shape
   * @param data its elements in C order; not copied
   */
  NpyArray(Path file, NpyHeader header, byte[] data) {
    this.file = file;
    this.type = header.type();
    this.shape = header.shape();
    this.data = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    this.size = data.length / type.bytes();
  }

  /** The axes; none for a scalar. */
  public List<Integer> shape() {
    return shape;
  }

  /** NumPy's code of the element type in the file, such as {@code <f4}. */
  public String dtype() {
    return type.code();
  }

  /** The number of elements. */
  public int size() {
    return size;
  }

  /**
   * The elements rounded to the nearest float; NaN and infinities stay.
   *
   * @throws InvalidDataException if a finite value is beyond the range of float
   */
  public float[] toFloats() {
    float[] values = new float[size];
    if (type == ElementType.F4) {
      data.asFloatBuffer().get(values);
      return values;
    }
    for (int i = 0; i < size; i++) {
      double value = type.value(data, i);
      values[i] = (float) value;
      if (Float.isInfinite(values[i]) && !Double.isInfinite(value)) {
        throw refuse(i, "is beyond the range of float32");
      }
    }
    return values;
  }

  /** The elements as doubles, an 8-byte integer rounded to the nearest; NaN and infinities stay. */
  public double[] toDoubles() {
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = type.value(data, i);
    }
    return values;
  }

  /**
   * The elements as ints.
   *
   * @throws InvalidDataException if one is not a whole number within the range of int
   */
  public int[] toInts() {
    int[] values = new int[size];
    for (int i = 0; i < size; i++) {
      double value = type.value(data, i);
      values[i] = (int) value;
      if (values[i] != value) {
        throw refuse(i, "is not a whole number of at most 32 bits");
      }
    }
    return values;
  }

  /**
   * The elements as booleans, set where they are 1.
   *
   * @throws InvalidDataException if one is neither 0 nor 1
   */
  public BitSet toBitSet() {
    BitSet values = new BitSet(size);
    for (int i = 0; i < size; i++) {
      double value = type.value(data, i);
      if (value != 0 && value != 1) {
        throw refuse(i, "is neither 0 nor 1");
      }
      values.set(i, value == 1);
    }
    return values;
  }

  private InvalidDataException refuse(int index, String why) {
    String value =
        type == ElementType.I8
            ? Long.toString(data.getLong(index * type.bytes()))
            : Double.toString(type.value(data, index));
    return new InvalidDataException("%s: %s at %s %s".formatted(file, value, where(index), why));
  }

  /** The index as NumPy counts it, such as {@code [2, 0]}. */
  private String where(int index) {
    Integer[] axes = new Integer[shape.size()];
    int rest = index;
    for (int axis = axes.length - 1; axis >= 0; axis--) {
      axes[axis] = rest % shape.get(axis);
      rest /= shape.get(axis);
    }
    return List.of(axes).toString();
  }
}
