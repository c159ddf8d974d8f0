package org.espalier.core.npy;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.espalier.core.InvalidDataException;
import org.espalier.core.SafeFile;

/**
 * Named arrays of truths in one file, NumPy's NPZ: a compressed zip of NPY files. {@code
 * numpy.load} opens it. The same arrays give the same bytes.
 */
public final class Npz {
  private static final String ENDING = ".npy";
  private static final int FIXED = 10;

  /** The first time that a zip can tell. */
  private static final LocalDateTime ALWAYS = LocalDateTime.of(1980, 1, 1, 0, 0);

  /**
   * An array of truths.
   *
   * @param values true for each set bit, in C order
   * @param shape the axes
   */
  public record Truths(BitSet values, List<Integer> shape) {
    public Truths {
      shape = List.copyOf(shape);
      if (values.length() > size(shape)) {
        throw new IllegalArgumentException(
            "bits up to %d in a shape of %d values".formatted(values.length(), size(shape)));
      }
    }

    /** Number of values. */
    public int size() {
      return size(shape);
    }

    private static int size(List<Integer> shape) {
      return shape.stream().reduce(1, Math::multiplyExact);
    }
  }

  private Npz() {}

  /** Writes arrays by name, in their order; aside, then moved into place. */
  public static void write(Path file, Map<String, Truths> arrays) {
    SafeFile.write(
        file,
        aside -> {
          try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(aside));
              ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, Truths> array : arrays.entrySet()) {
              ZipEntry entry = new ZipEntry(array.getKey() + ENDING);
              entry.setTimeLocal(ALWAYS);
              zip.putNextEntry(entry);
              zip.write(bytes(array.getValue()));
              zip.closeEntry();
            }
          }
        });
  }

  private static byte[] bytes(Truths array) {
    int[] axes = array.shape().stream().mapToInt(Integer::intValue).toArray();
    byte[] header = NpyHeader.of(ElementType.B1.code(), axes).toBytes();
    byte[] bytes = java.util.Arrays.copyOf(header, Math.addExact(header.length, array.size()));
    array.values().stream().forEach(i -> bytes[header.length + i] = 1);
    return bytes;
  }

  /**
   * Reads arrays of truths by name, in the file's order.
   *
   * @throws InvalidDataException if it can't be read, is not NPZ, or holds something else
   */
  public static Map<String, Truths> read(Path file) {
    Map<String, Truths> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        byte[] bytes = zip.getInputStream(entry).readAllBytes();
        String name = entry.getName();
        Path place = Path.of(file + ":" + name);
        arrays.put(
            name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name,
            truths(place, bytes));
      }
      return arrays;
    } catch (IOException e) {
      throw SafeFile.cannotRead(file, e);
    }
  }

  private static Truths truths(Path file, byte[] bytes) {
    int length =
        bytes.length < FIXED
            ? Integer.MAX_VALUE
            : Short.toUnsignedInt(
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort(FIXED - 2));
    if (length > bytes.length - FIXED) {
      throw new InvalidDataException(file + " is not a NumPy array file");
    }
    try {
      String text = new String(bytes, FIXED, length, StandardCharsets.ISO_8859_1);
      NpyHeader header = new HeaderText(text).parse(FIXED + length);
      byte[] data = java.util.Arrays.copyOfRange(bytes, header.dataOffset(), bytes.length);
      if (header.dataBytes() != data.length || header.fortranOrder()) {
        throw new InvalidDataException(file + " is damaged, or in Fortran order");
      }
      return new Truths(new NpyArray(file, header, data).toBitSet(), header.shape());
    } catch (HeaderText.MalformedException | IllegalArgumentException e) {
      throw new InvalidDataException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
