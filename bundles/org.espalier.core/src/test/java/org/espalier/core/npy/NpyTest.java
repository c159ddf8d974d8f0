package org.espalier.core.npy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.core.EspalierException;
import org.espalier.core.InvalidDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reference files are NumPy's own; make_reference.py beside them made them. */
class NpyTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // by JUnit
  Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"f4", "f8", "i1", "u1", "i2", "u2", "i4", "u4", "i8"})
  void readsEachElementType(String type) throws IOException {
    NpyArray array = reference(type);

    assertEquals(type, array.dtype().substring(1));
    assertEquals(List.of(2, 3), array.shape());
    assertEquals(6, array.size());
    assertArrayEquals(new float[] {0, 1, 2, 100, 50, 127}, array.toFloats());
    assertArrayEquals(new double[] {0, 1, 2, 100, 50, 127}, array.toDoubles());
    assertArrayEquals(new int[] {0, 1, 2, 100, 50, 127}, array.toInts());
  }

  @Test
  void readsBooleans() throws IOException {
    NpyArray array = reference("b1");
    assertEquals("|b1", array.dtype());
    assertEquals(BitSet.valueOf(new long[] {0b100010}), array.toBitSet());
    assertArrayEquals(new float[] {0, 1, 0, 0, 0, 1}, array.toFloats());
  }

  @Test
  void readsExtremes() throws IOException {
    assertArrayEquals(new int[] {0, 255}, reference("u1_extremes").toInts());
    assertArrayEquals(new int[] {-128, 127}, reference("i1_extremes").toInts());
    assertArrayEquals(new int[] {0, 65535}, reference("u2_extremes").toInts());
    assertArrayEquals(new int[] {-32768, 32767}, reference("i2_extremes").toInts());
    assertArrayEquals(
        new int[] {Integer.MIN_VALUE, Integer.MAX_VALUE}, reference("i4_extremes").toInts());
    assertArrayEquals(new double[] {0, 4294967295.0}, reference("u4_extremes").toDoubles());
    assertArrayEquals(new double[] {-0x1p63, 0x1p63}, reference("i8_extremes").toDoubles());
  }

  @ParameterizedTest
  @ValueSource(strings = {"version2", "version3"})
  void readsLaterVersions(String name) throws IOException {
    assertArrayEquals(new int[] {0, 1, 2, 100, 50, 127}, reference(name).toInts());
  }

  @Test
  void readsShapesOfAnyRank() throws IOException {
    assertEquals(List.of(), reference("scalar").shape());
    assertArrayEquals(new double[] {2.5}, reference("scalar").toDoubles());
    assertEquals(List.of(0, 7), reference("empty").shape());
    assertEquals(0, reference("empty").toDoubles().length);
    assertEquals(17, reference("many_axes").shape().size());
  }

  @Test
  void bringsFortranOrderIntoC() throws IOException {
    NpyArray array = reference("fortran");
    assertEquals(List.of(2, 3, 4), array.shape());
    assertArrayEquals(IntStream.range(0, 24).toArray(), array.toInts());
  }

  @Test
  void writesByteForByteAsNumPy() throws IOException {
    Path mine = folder.resolve("deep/mine.npy");
    Npy.writeFloats(mine, new float[] {0, 1, 2, 100, 50, 127}, 2, 3);
    assertArrayEquals(bytes("f4.npy"), Files.readAllBytes(mine));
    Npy.writeDoubles(mine, new double[] {0, 1, 2, 100, 50, 127}, 2, 3);
    assertArrayEquals(bytes("f8.npy"), Files.readAllBytes(mine));
    Npy.writeInts(mine, new int[] {0, 1, 2, 100, 50, 127}, 2, 3);
    assertArrayEquals(bytes("i4.npy"), Files.readAllBytes(mine));
    boolean[] odd = {false, true, false, false, false, true};
    Npy.writeBooleans(mine, odd, 2, 3);
    assertArrayEquals(bytes("b1.npy"), Files.readAllBytes(mine));
    Npy.writeBooleans(mine, BitSet.valueOf(new long[] {0b100010}), 2, 3);
    assertArrayEquals(bytes("b1.npy"), Files.readAllBytes(mine));
    Npy.writeFloats(mine, new float[] {0.1f, -2.5f, 3e7f, Float.POSITIVE_INFINITY});
    assertArrayEquals(bytes("vector.npy"), Files.readAllBytes(mine));
    Npy.writeDoubles(mine, new double[0], 0, 7);
    assertArrayEquals(bytes("empty.npy"), Files.readAllBytes(mine));
    int[] many = IntStream.range(0, 120).toArray();
    Npy.writeInts(mine, many, 1, 2, 1, 3, 1, 4, 1, 5, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    assertArrayEquals(bytes("many_axes.npy"), Files.readAllBytes(mine));
    try (Stream<Path> left = Files.list(folder.resolve("deep"))) {
      assertEquals(1, left.count());
    }
  }

  @Test
  void returnsWhatWasWrittenAcrossManyChunks() {
    Path file = folder.resolve("long.npy");
    double[] values = IntStream.range(0, 50_000).mapToDouble(i -> Math.sin(i)).toArray();
    Npy.writeDoubles(file, values, 500, 100);
    assertArrayEquals(values, Npy.read(file).toDoubles());
  }

  @Test
  void refusesConversionsThatLoseMeaning() throws IOException {
    assertRefused(reference("f8_fractions")::toInts, "f8_fractions.npy: 0.1 at [0] is not a whole");
    assertRefused(reference("f8_fractions")::toFloats, "-1.0E300 at [1] is beyond the range");
    assertRefused(reference("u4_extremes")::toInts, "4.294967295E9 at [1] is not a whole");
    assertRefused(reference("i8_extremes")::toInts, "-9223372036854775808 at [0] is not a whole");
    assertRefused(reference("i2")::toBitSet, "2.0 at [0, 2] is neither 0 nor 1");
  }

  @Test
  void refusesForeignFiles() throws IOException {
    assertRefused(() -> reference("big_endian"), "it is big-endian, '>f4'; save it as");
    assertRefused(() -> reference("objects"), "it holds Python objects; save it as numbers");
    assertRefused(() -> reference("structured"), "it is a structured array; save each field");
    assertRefused(() -> reference("text"), "elements of type '<U3'; save it as one of <f4, <f8");
    assertRefused(() -> reference("half"), "elements of type '<f2'");
    Path archive = copy("archive.npz");
    assertRefused(() -> Npy.read(archive), "archive.npz is not a NumPy array file");
    assertRefused(() -> Npy.read(folder), "it is not a file");
    assertRefused(() -> Npy.read(folder.resolve("none.npy")), "none.npy: no such file");
  }

  @Test
  void refusesAFileCutAtAnyByte() throws IOException {
    byte[] whole = bytes("f4.npy");
    Path file = folder.resolve("cut.npy");
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertRefused(() -> Npy.read(file), "cut.npy");
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertRefused(() -> Npy.read(file), "25 bytes of data where the shape [2, 3] of <f4 needs 24");
  }

  @Test
  void survivesAnyDamagedHeaderByte() throws IOException {
    byte[] whole = bytes("version2.npy");
    Path file = folder.resolve("damaged.npy");
    int refused = 0;
    for (int at = 0; at < 128; at++) {
      for (int value : new int[] {0, '9', '(', '\'', 0xFF}) {
        byte[] damaged = whole.clone();
        damaged[at] = (byte) value;
        Files.write(file, damaged);
        try {
          assertEquals(24, Npy.read(file).size() * 4);
        } catch (InvalidDataException e) {
          assertOneLine(e, "damaged.npy");
          refused++;
        }
      }
    }
    assertTrue(refused > 300, refused + " refused");
  }

  @Test
  void refusesHostileHeaders() throws IOException {
    String descr = "{'descr': '<f4', 'fortran_order': False, 'shape': ";
    assertRefusedHeader(descr + "(2147483647, 2147483647, 2147483647), }", "beyond 2^63 bytes");
    assertRefusedHeader(descr + "(2147483648,), }", "'2147483648' is beyond 2^31 - 1");
    assertRefusedHeader(descr + "(" + "9".repeat(5000) + ",), }", "999...' is beyond 2^31 - 1");
    assertRefusedHeader(descr + "(2147483647,), }", "needs 8589934588");
    assertRefusedHeader(descr + "(-1,), }", "where an axis length is expected");
    assertRefusedHeader(descr + "(3), }", "where a comma is expected");
    assertRefusedHeader(descr + "(3,), 'shape': (3,), }", "its header has 'shape' twice");
    assertRefusedHeader(descr + "(3,), 'x': 1, }", "unknown key 'x'");
    assertRefusedHeader(descr + "(3,), } + 1", "where nothing more is expected");
    assertRefusedHeader(descr + "open('f'), }", "where '(' is expected");
    assertRefusedHeader("{'descr': '<f4', 'shape': (3,), }", "no 'fortran_order'");
    assertRefusedHeader("{'descr': '" + "\n\u0007".repeat(50) + "'}", "type '??????");
    assertRefusedHeader("", "where '{' is expected");
    byte[] claim = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, -1, -1, -1, -1, '{'};
    Path file = Files.write(folder.resolve("claim.npy"), claim);
    assertRefused(() -> Npy.read(file), "a header of 4294967295 bytes");
    claim[6] = 4;
    Files.write(file, claim);
    assertRefused(() -> Npy.read(file), "NPY version 4.0");
  }

  @Test
  void acceptsWhatOtherWritersPut() throws IOException {
    byte[] data = {0, 0, -128, 63};
    String text = "{\"shape\":(1L ,),\n\t\"fortran_order\" : True,\"descr\":'<f4'}";
    Path file = Files.write(folder.resolve("other.npy"), header(text, data));
    assertArrayEquals(new float[] {1}, Npy.read(file).toFloats());
  }

  @Test
  void headersOfGrowingArraysHaveOneLength() {
    assertEquals(128, NpyHeader.of("<f4", 0, 1_000_000).dataOffset());
    assertEquals(128, NpyHeader.of("<f4", Integer.MAX_VALUE, 1_000_000).dataOffset());
  }

  @Test
  void refusesWrongArguments() {
    Path file = folder.resolve("x.npy");
    assertSays(
        assertThrows(
            IllegalArgumentException.class, () -> Npy.writeFloats(file, new float[5], 2, 3)),
        "5 values for");
    assertThrows(
        IllegalArgumentException.class, () -> Npy.writeBooleans(file, new BitSet(), new int[0]));
    assertThrows(
        IllegalArgumentException.class,
        () -> Npy.writeBooleans(file, BitSet.valueOf(new long[] {4}), 2));
    assertThrows(IllegalArgumentException.class, () -> NpyHeader.of("<f2", 1));
    assertThrows(IllegalArgumentException.class, () -> NpyHeader.of("<f4", -1));
    assertFalse(Files.exists(file));
  }

  @Test
  void refusesToReplaceAFolder() {
    assertSays(
        assertThrows(EspalierException.class, () -> Npy.writeFloats(folder, new float[1])),
        "it is a folder");
  }

  private NpyArray reference(String name) throws IOException {
    return Npy.read(copy(name + ".npy"));
  }

  private Path copy(String name) throws IOException {
    return Files.write(folder.resolve(name), bytes(name));
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = NpyTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private void assertRefusedHeader(String text, String reason) throws IOException {
    Path file = Files.write(folder.resolve("hostile.npy"), header(text, new byte[12]));
    assertRefused(() -> Npy.read(file), reason);
  }

  private static byte[] header(String text, byte[] data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    out.write(text.length() & 0xFF);
    out.write(text.length() >> 8);
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.write(data);
    return out.toByteArray();
  }

  private static void assertRefused(Executable read, String reason) {
    assertOneLine(assertThrows(InvalidDataException.class, read), reason);
  }

  private static void assertOneLine(InvalidDataException e, String reason) {
    assertSays(e, reason);
    String message = String.valueOf(e.getMessage());
    assertEquals(1, message.lines().count(), message);
    assertTrue(message.length() < 400, message);
  }

  private static void assertSays(Exception e, String reason) {
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains(reason), message);
  }
}
