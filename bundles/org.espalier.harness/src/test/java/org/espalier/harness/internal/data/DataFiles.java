package org.espalier.harness.internal.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.Dataset;

/** Files and what is in them, for the tests of this package. */
final class DataFiles {
  private DataFiles() {}

  static String refusal(String name) {
    String message =
        String.valueOf(
            assertThrows(InvalidDataException.class, () -> DatasetLoader.load(name)).getMessage());
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return zipped.toByteArray();
  }

  static float[] row(Dataset data, int example) {
    float[] row = new float[data.width()];
    data.copyExample(example, row, 0);
    return row;
  }

  static int[] labelCounts(Dataset data) {
    int[] counts = new int[data.classes()];
    for (int i = 0; i < data.size(); i++) {
      counts[data.label(i)]++;
    }
    return counts;
  }
}
