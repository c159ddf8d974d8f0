package org.espalier.harness.internal.data;

import static org.espalier.harness.internal.data.DataFiles.gzip;
import static org.espalier.harness.internal.data.DataFiles.labelCounts;
import static org.espalier.harness.internal.data.DataFiles.refusal;
import static org.espalier.harness.internal.data.DataFiles.row;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetLoaderTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void knowsTheDigits() {
    LoadedData loaded = DatasetLoader.load("digits");
    Dataset digits = loaded.data();
    assertEquals(1797, digits.size());
    assertEquals(List.of(1, 8, 8), digits.exampleShape());
    assertEquals(1347, loaded.trainSize());
    assertFalse(loaded.standardize());
    // Row 0 of the published file, pixels of 0 to 16.
    float[] zero = {
      0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0, 0, 3, 15, 2, 0, 11, 8, 0, 0, 4, 12, 0, 0,
      8, 8, 0, 0, 5, 8, 0, 0, 9, 8, 0, 0, 4, 11, 0, 1, 12, 7, 0, 0, 2, 14, 5, 10, 12, 0, 0, 0, 0, 6,
      13, 10, 0, 0, 0
    };
    float[] row = row(digits, 0);
    for (int k = 0; k < zero.length; k++) {
      assertEquals(zero[k] / 16, row[k]);
    }
    assertEquals(0, digits.label(0));
    assertEquals(1, digits.label(1));
    // As scikit-learn's load_digits counts them.
    assertArrayEquals(
        new int[] {178, 182, 177, 183, 181, 182, 181, 179, 174, 180}, labelCounts(digits));
  }

  @Test
  void knowsBreastCancer() {
    LoadedData loaded = DatasetLoader.load("breast-cancer");
    Dataset data = loaded.data();
    assertEquals(569, data.size());
    assertEquals(List.of(30), data.exampleShape());
    assertEquals(427, loaded.trainSize());
    assertTrue(loaded.standardize());
    assertEquals(17.99f, row(data, 0)[0]);
    assertEquals(0.1189f, row(data, 0)[29]);
    assertArrayEquals(new int[] {212, 357}, labelCounts(data));
  }

  @ParameterizedTest
  @CsvSource({"digts, digits", "brest-cancer, breast-cancer", "digits:big, digits"})
  void suggestsTheNearestName(String name, String near) {
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> DatasetLoader.load(name))
                .getMessage());
    assertTrue(
        message.startsWith("unknown data set '" + name + "'; did you mean " + near + "?"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"idx:", "idx:a", "idx:a,", "idx:,b", "npy:a"})
  void needsTwoFiles(String name) {
    assertEquals(
        "data set '" + name + "' needs two files, as in idx:IMAGES,LABELS",
        assertThrows(IllegalArgumentException.class, () -> DatasetLoader.load(name)).getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1,2.5,0\n-3,4e1,1\n5,6,0\n",
        "width,height,class\n1,2.5,0\n-3,4e1,1\n5,6,0\n",
        "\"the width, in cm\",height,class\n\"1\",\"2.5\",\"0\"\r\n-3,4e1,1\r\n\r\n5,6,0",
        "1, 2.5, no\n-3, 4e1, yes\n5, 6, no\n"
      })
  void readsCommaSeparatedText(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("some.csv"), text);
    LoadedData loaded = DatasetLoader.load("csv:" + file);
    assertTrue(loaded.standardize());
    assertEquals(2, loaded.trainSize());
    Dataset data = loaded.data();
    assertEquals("some.csv", data.name());
    assertEquals(3, data.size());
    assertArrayEquals(new float[] {1, 2.5f}, row(data, 0));
    assertArrayEquals(new float[] {-3, 40}, row(data, 1));
    assertArrayEquals(new float[] {5, 6}, row(data, 2));
    assertEquals(List.of(0, 1, 0), List.of(data.label(0), data.label(1), data.label(2)));
    assertEquals(2, data.classes());
  }

  @Test
  void skipsASpreadsheetsByteOrderMark() throws IOException {
    Path file = Files.writeString(folder.resolve("mark.csv"), "\ufeff1,2,0\n3,4,1\n5,6,0\n7,8,1\n");
    Dataset data = DatasetLoader.load("csv:" + file).data();
    assertArrayEquals(new float[] {1, 2}, row(data, 0));
  }

  @Test
  void countsLinesThatAreEmpty() throws IOException {
    Path file = Files.writeString(folder.resolve("gaps.csv"), "x,y,c\n\n1,2,0\n\n\n3,?,1\n");
    assertEquals(
        "data set gaps.csv has '?' in line 6, column 2; features are finite numbers",
        assertThrows(InvalidDataException.class, () -> DatasetLoader.load("csv:" + file))
            .getMessage());
  }

  @Test
  void numbersClassesInNumericOrder() throws IOException {
    Path file = Files.writeString(folder.resolve("n.csv"), "1,10\n2,9\n3,-1\n4,9\n");
    Dataset data = DatasetLoader.load("csv:" + file).data();
    assertArrayEquals(new int[] {1, 2, 1}, labelCounts(data));
    assertEquals(2, data.label(0));
    assertEquals(0, data.label(2));
  }

  @Test
  void unpacksCommaSeparatedText() throws IOException {
    Path file = write("some.csv.gz", gzip("1,0\n2,1\n3,1\n".getBytes(StandardCharsets.UTF_8)));
    Dataset data = DatasetLoader.load("csv:" + file).data();
    assertEquals(3, data.size());
    assertArrayEquals(new float[] {3}, row(data, 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1,2,0;x,4,1 | has 'x' in line 2, column 1; features are finite numbers",
        "a,b,c;1,2,0;3,,1 | has '' in line 3, column 2; features are finite numbers",
        "1,NaN,0;3,4,1 | has 'NaN' in line 1, column 2; features are finite numbers",
        "1,2,0;3,1e99,1 | has '1e99' in line 2, column 2; features are finite numbers",
        "1,2,0;3,4,1;5,1 | has 2 columns in line 3, but 3 before",
        "1,2,0;3,4,1;5,6,7,1 | has 4 columns in line 3, but 3 before",
        "1;2;3 | has one column; it needs features and, last, the class",
        "1,2,0;3,4,;5,6,1 | has no class in line 2",
        "`` | has no examples",
        ";; | has no examples"
      })
  void refusesDamagedText(String lines, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("bad.csv"), lines.replace(';', '\n'));
    assertEquals("data set bad.csv " + message, refusal("csv:" + file));
  }

  @Test
  void saysWhichFileIsMissing() {
    Path file = folder.resolve("missing");
    for (String name :
        List.of("csv:" + file, "idx:" + file + "," + file, "npy:" + file + "," + file)) {
      String message = refusal(name);
      assertTrue(message.startsWith("cannot read " + file + ": "), message);
    }
  }

  @Test
  void refusesDamagedArchives() throws IOException {
    byte[] whole = gzip("1,0\n2,1\n3,1\n".getBytes(StandardCharsets.UTF_8));
    Path cut = write("cut.csv.gz", Arrays.copyOf(whole, whole.length - 12));
    assertTrue(refusal("csv:" + cut).contains("cut.csv.gz"));
    Path plain = write("plain.csv.gz", "1,0\n2,1\n".getBytes(StandardCharsets.UTF_8));
    assertTrue(refusal("csv:" + plain).contains("plain.csv.gz"));
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }
}
