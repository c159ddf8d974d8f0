package org.espalier.harness.internal.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.espalier.core.InvalidDataException;
import org.espalier.core.npy.Npy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvDataTest {
  @TempDir private Path folder = Path.of("");

  /** A first line that has a number is data: what is wrong with it is told, not dropped. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.1,abc,1;2,3,0;4,5,1 | has 'abc' in line 1, column 2; features are finite numbers",
        "0.1,1;2,3,0;4,5,1 | has 3 columns in line 2, but 2 before",
        "NaN,nan,1;2,3,0;4,5,1 | has 'NaN' in line 1, column 1; features are finite numbers",
        "?,,1;2,3,0;4,5,1 | has '?' in line 1, column 1; features are finite numbers",
        "x,y,z;0x10,3,0;4,5,1 | has '0x10' in line 2, column 1; features are finite numbers",
        "1f,2,0;2,3,0;4,5,1 | has '1f' in line 1, column 1; features are finite numbers",
        "1,2,0;2,3,NaN;4,5,1 | has class 'NaN' in line 2: no class at all"
      })
  void refuses(String lines, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("bad.csv"), lines.replace(';', '\n'));
    assertEquals("data set bad.csv " + message, refusal("csv:" + file));
  }

  @Test
  void tellsOfFilesInWordsOfFiles() throws IOException {
    Path quote = Files.writeString(folder.resolve("quote.csv"), "1,2,0\n\"3\"x,4,1\n");
    assertEquals(
        "data set quote.csv is not comma-separated text: (line 2) invalid char between encapsulated"
            + " token and delimiter",
        refusal("csv:" + quote));
    byte[] whole = gzip("1,2,0\n3,4,1\n".repeat(300));
    Path truncated =
        Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(whole, whole.length - 12));
    assertEquals(truncated + " is truncated or damaged; get it again", refusal("csv:" + truncated));
    Path plain = Files.writeString(folder.resolve("plain.csv.gz"), "1,2,0\n");
    assertEquals(plain + " is not gzip, or damaged: Not in GZIP format", refusal("csv:" + plain));
    assertEquals(
        "cannot read " + folder + ": it is a folder; name a file", refusal("csv:" + folder));
    Path latin =
        Files.write(
            folder.resolve("latin.csv"), "1,2,gr\u00fcn\n".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(latin + " is not text in UTF-8; save it as that", refusal("csv:" + latin));
    assertEquals(
        "data set 'csv:' names no file, as in csv:FILE",
        assertThrows(IllegalArgumentException.class, () -> DatasetLoader.load("csv:"))
            .getMessage());
  }

  @Test
  void refusesLabelsThatAreCodes() {
    Path x = folder.resolve("x.npy");
    Path y = folder.resolve("y.npy");
    Npy.writeFloats(x, new float[6], 3, 2);
    Npy.writeInts(y, new int[] {0, 2, 1_000_000});
    assertEquals(
        y
            + " has label 1000000, but only 3 examples, so that classes below it have none;"
            + " number the classes 0, 1, 2 and so on",
        refusal("npy:" + x + "," + y));
  }

  private static String refusal(String name) {
    return String.valueOf(
        assertThrows(InvalidDataException.class, () -> DatasetLoader.load(name)).getMessage());
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return zipped.toByteArray();
  }
}
