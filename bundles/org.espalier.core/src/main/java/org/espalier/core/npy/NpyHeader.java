package org.espalier.core.npy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.espalier.core.InvalidDataException;

/**
 * The header of an NPY file: versions 1.0, 2.0 and 3.0 are read, 1.0 is written.
 *
 * @param dtype NumPy's code of the element type, such as {@code <f4} or {@code |b1}
 * @param shape the axes; none for a scalar
 * @param fortranOrder whether the first axis varies fastest in the file
 * @param dataOffset position in the file of the first element
 */
public record NpyHeader(String dtype, List<Integer> shape, boolean fortranOrder, int dataOffset) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** NumPy pads so that the data can be mapped to memory and read with vector instructions. */
  private static final int ALIGNMENT = 64;

  /** Room that NumPy leaves for the first axis to grow in place. */
  private static final int GROWTH_DIGITS = 21;

  /** More than any array of numbers needs, and a bound for what a damaged length allocates. */
  private static final int LONGEST_TEXT = 0xFFFF;

  /**
   * @throws IllegalArgumentException if the element type is not one that is read, an axis is
   *     negative, or the data exceed 2^63 bytes
   */
  public NpyHeader {
    shape = List.copyOf(shape);
    if (ElementType.find(dtype).isEmpty()) {
      throw new IllegalArgumentException(
          "element type '%s'; it is one of %s".formatted(dtype, ElementType.known()));
    }
    for (int axis : shape) {
      if (axis < 0) {
        throw new IllegalArgumentException("an array with an axis of " + axis);
      }
    }
    bytes(shape, type(dtype).bytes());
  }

  /** The header of an array in C order, its data offset as {@link #toBytes} makes it. */
  public static NpyHeader of(String dtype, int... shape) {
    List<Integer> axes = Arrays.stream(shape).boxed().toList();
    NpyHeader header = new NpyHeader(dtype, axes, false, 0);
    return new NpyHeader(dtype, axes, false, header.toBytes().length);
  }

  /**
   * Reads the header of a file and leaves the channel where the data begin; no more is allocated
   * than the file has bytes.
   *
   * @param channel at the file's beginning
   * @param file its name, for messages
   * @throws InvalidDataException if the file is not NPY, its header is cut off or damaged, or it
   *     holds what {@link NpyArray} can't: objects, structures, big-endian or complex numbers
   * @throws IOException if it can't be read
   */
  public static NpyHeader read(SeekableByteChannel channel, Path file) throws IOException {
    byte[] start = bytes(channel, file, MAGIC.length + 2);
    if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new InvalidDataException(file + " is not a NumPy array file; write it with numpy.save");
    }
    int version = start[MAGIC.length];
    if (version < 1 || version > 3 || start[MAGIC.length + 1] != 0) {
      throw new InvalidDataException(
          "%s has NPY version %d.%d; 1.0, 2.0 and 3.0 are read"
              .formatted(file, version & 0xFF, start[MAGIC.length + 1] & 0xFF));
    }
    ByteBuffer lengthField =
        ByteBuffer.wrap(bytes(channel, file, version == 1 ? 2 : 4)).order(ByteOrder.LITTLE_ENDIAN);
    long length =
        version == 1
            ? Short.toUnsignedInt(lengthField.getShort())
            : Integer.toUnsignedLong(lengthField.getInt());
    if (length > LONGEST_TEXT) {
      throw new InvalidDataException(
          "%s has a header of %d bytes; at most %d are read".formatted(file, length, LONGEST_TEXT));
    }
    byte[] text = bytes(channel, file, (int) length);
    int dataOffset = MAGIC.length + 2 + lengthField.capacity() + text.length;
    try {
      return new HeaderText(
              new String(text, version < 3 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8))
          .parse(dataOffset);
    } catch (HeaderText.MalformedException | IllegalArgumentException e) {
      throw new InvalidDataException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Version 1.0, byte for byte as {@code numpy.save} writes it: padded to a multiple of 64 with
   * room for the first axis to grow to any length, so that a longer array's header can be written
   * over this one.
   *
   * @throws IllegalArgumentException if there are too many axes for version 1.0
   */
  public byte[] toBytes() {
    String text = HeaderText.of(dtype, shape, fortranOrder);
    int fixed = MAGIC.length + 4;
    int growth =
        shape.isEmpty()
            ? 0
            : GROWTH_DIGITS - shape.get(fortranOrder ? shape.size() - 1 : 0).toString().length();
    int used = fixed + text.length() + growth + 1;
    int length = (used + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (length - fixed > LONGEST_TEXT) {
      throw new IllegalArgumentException("an array with " + shape.size() + " axes");
    }
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (length - fixed));
    bytes.put(text.getBytes(StandardCharsets.ISO_8859_1));
    Arrays.fill(bytes.array(), bytes.position(), length - 1, (byte) ' ');
    bytes.array()[length - 1] = '\n';
    return bytes.array();
  }

  /** Size of one element in bytes. */
  public int itemBytes() {
    return type().bytes();
  }

  /** Size of all elements in bytes. */
  public long dataBytes() {
    return bytes(shape, itemBytes());
  }

  ElementType type() {
    return type(dtype);
  }

  private static ElementType type(String dtype) {
    return ElementType.find(dtype).orElseThrow();
  }

  private static long bytes(List<Integer> shape, int itemBytes) {
    if (shape.contains(0)) {
      return 0;
    }
    try {
      long bytes = itemBytes;
      for (int axis : shape) {
        bytes = Math.multiplyExact(bytes, axis);
      }
      return bytes;
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("an array of shape " + shape + " is beyond 2^63 bytes", e);
    }
  }

  private static byte[] bytes(SeekableByteChannel channel, Path file, int count)
      throws IOException {
    if (count > channel.size() - channel.position()) {
      throw new InvalidDataException(
          "%s ends within its NPY header, after %d bytes".formatted(file, channel.size()));
    }
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new InvalidDataException(file + " became shorter while it was read");
      }
    }
    return bytes.array();
  }
}
