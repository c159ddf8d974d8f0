package org.espalier.core.npy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import org.espalier.core.InvalidDataException;
import org.espalier.core.SafeFile;

/**
 * Reads and writes whole arrays in NumPy's NPY format. Files are written in C order, little-endian,
 * version 1.0, aside and then moved into place; a shape that is not given is one axis of all
 * values.
 */
public final class Npy {
  /** A multiple of every element's size. */
  private static final int CHUNK_BYTES = 1 << 16;

  /** The longest array that every JVM can allocate. */
  private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

  private Npy() {}

  /**
   * Reads an array; one in Fortran order is brought into C order.
   *
   * @throws InvalidDataException if it can't be read, is not NPY, is cut off or longer than its
   *     shape says, has more than 2 GB, or holds elements that {@link NpyArray} has no conversion
   *     for
   */
  public static NpyArray read(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new InvalidDataException("cannot read " + file + ": it is not a file");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      NpyHeader header = NpyHeader.read(channel, file);
      requireSize(file, header, channel.size());
      ByteBuffer data = ByteBuffer.allocate((int) header.dataBytes());
      while (data.hasRemaining()) {
        if (channel.read(data) < 0) {
          throw new InvalidDataException(file + " became shorter while it was read");
        }
      }
      return new NpyArray(
          file, header, header.fortranOrder() ? toC(header, data.array()) : data.array());
    } catch (IOException e) {
      throw SafeFile.cannotRead(file, e);
    }
  }

  /** Writes float32 ({@code <f4}). */
  public static void writeFloats(Path file, float[] values, int... shape) {
    write(file, ElementType.F4, values.length, (data, i) -> data.putFloat(values[i]), shape);
  }

  /** Writes float64 ({@code <f8}). */
  public static void writeDoubles(Path file, double[] values, int... shape) {
    write(file, ElementType.F8, values.length, (data, i) -> data.putDouble(values[i]), shape);
  }

  /** Writes int32 ({@code <i4}). */
  public static void writeInts(Path file, int[] values, int... shape) {
    write(file, ElementType.I4, values.length, (data, i) -> data.putInt(values[i]), shape);
  }

  /** Writes bool ({@code |b1}). */
  public static void writeBooleans(Path file, boolean[] values, int... shape) {
    write(file, ElementType.B1, values.length, (data, i) -> putTruth(data, values[i]), shape);
  }

  /**
   * Writes bool ({@code |b1}), true for each set bit.
   *
   * @param shape at least one axis, as a set of bits doesn't know its size
   */
  public static void writeBooleans(Path file, BitSet values, int... shape) {
    long size = NpyHeader.of(ElementType.B1.code(), shape).dataBytes();
    if (shape.length == 0 || values.length() > size || size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "bits up to %d for %s in a shape of %d values".formatted(values.length(), file, size));
    }
    write(file, ElementType.B1, (int) size, (data, i) -> putTruth(data, values.get(i)), shape);
  }

  /** Puts one element of the array that is written. */
  @FunctionalInterface
  private interface Element {
    void put(ByteBuffer data, int index);
  }

  private static void write(Path file, ElementType type, int size, Element element, int... shape) {
    NpyHeader header =
        shape.length == 0 ? NpyHeader.of(type.code(), size) : NpyHeader.of(type.code(), shape);
    if (header.dataBytes() != (long) size * type.bytes()) {
      throw new IllegalArgumentException(
          "%d values for %s in the shape %s".formatted(size, file, header.shape()));
    }
    SafeFile.write(
        file,
        aside -> {
          try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            chunk.put(header.toBytes());
            for (int i = 0; i < size; i++) {
              if (chunk.remaining() < type.bytes()) {
                drain(chunk, channel);
              }
              element.put(chunk, i);
            }
            drain(chunk, channel);
            // The move must not come to the disk before the content.
            channel.force(true);
          }
        });
  }

  private static void drain(ByteBuffer chunk, FileChannel channel) throws IOException {
    chunk.flip();
    while (chunk.hasRemaining()) {
      channel.write(chunk);
    }
    chunk.clear();
  }

  private static void putTruth(ByteBuffer data, boolean value) {
    data.put(value ? (byte) 1 : 0);
  }

  private static void requireSize(Path file, NpyHeader header, long fileBytes) {
    long there = fileBytes - header.dataOffset();
    if (there != header.dataBytes()) {
      throw new InvalidDataException(
          "%s is damaged: %d bytes of data where the shape %s of %s needs %d"
              .formatted(file, there, header.shape(), header.dtype(), header.dataBytes()));
    }
    if (there > MOST_BYTES) {
      throw new InvalidDataException(
          "%s has %d bytes; an array of at most 2 GB is read whole".formatted(file, there));
    }
  }

  /** The elements with the last axis varying fastest instead of the first. */
  private static byte[] toC(NpyHeader header, byte[] fortran) {
    int itemBytes = header.itemBytes();
    int axes = header.shape().size();
    byte[] ordered = new byte[fortran.length];
    int[] index = new int[axes];
    for (int to = 0; to < fortran.length; to += itemBytes) {
      long from = 0;
      for (int axis = axes - 1; axis >= 0; axis--) {
        from = from * header.shape().get(axis) + index[axis];
      }
      System.arraycopy(fortran, (int) from * itemBytes, ordered, to, itemBytes);
      for (int axis = axes - 1; axis >= 0 && ++index[axis] == header.shape().get(axis); axis--) {
        index[axis] = 0;
      }
    }
    return ordered;
  }
}
