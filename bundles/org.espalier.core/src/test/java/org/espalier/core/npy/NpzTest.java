package org.espalier.core.npy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.core.InvalidDataException;
import org.espalier.core.npy.Npz.Truths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reference files are NumPy's own; make_reference.py beside them made them. */
class NpzTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // by JUnit
  Path folder;

  @Test
  void readsWhatNumpyWrites() throws IOException {
    Map<String, Truths> expected = new LinkedHashMap<>();
    expected.put("first", new Truths(bits(0b100010), List.of(2, 3)));
    expected.put("a/second", new Truths(bits(0b101), List.of(3)));
    assertEquals(expected, Npz.read(reference("truths.npz")));
  }

  /** The NPY inside is checked against NumPy's bytes by NpyTest; this one is NumPy's own array. */
  @Test
  void readsBackWhatItWritesTheSameEachTime() throws IOException {
    Map<String, Truths> arrays = Npz.read(reference("truths.npz"));
    Npz.write(folder.resolve("a.npz"), arrays);
    Npz.write(folder.resolve("b.npz"), arrays);

    assertEquals(arrays, Npz.read(folder.resolve("a.npz")));
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("a.npz")), Files.readAllBytes(folder.resolve("b.npz")));
  }

  @Test
  void refusesWhatIsSomethingElse() throws IOException {
    Path damaged = folder.resolve("damaged.npz");
    Files.writeString(damaged, "PK, but no more");

    assertThrows(InvalidDataException.class, () -> Npz.read(damaged));
    assertThrows(InvalidDataException.class, () -> Npz.read(folder.resolve("none.npz")));
    String line =
        String.valueOf(
            assertThrows(InvalidDataException.class, () -> Npz.read(reference("archive.npz")))
                .getMessage());
    assertTrue(line.endsWith("archive.npz:values.npy: 2 at [0, 2] is neither 0 nor 1"), line);
    assertThrows(IllegalArgumentException.class, () -> new Truths(bits(0b1000), List.of(3)));
  }

  private static BitSet bits(long word) {
    return BitSet.valueOf(new long[] {word});
  }

  private Path reference(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream stream =
        Objects.requireNonNull(NpzTest.class.getResourceAsStream(name), name)) {
      Files.write(file, stream.readAllBytes());
    }
    return file;
  }
}
