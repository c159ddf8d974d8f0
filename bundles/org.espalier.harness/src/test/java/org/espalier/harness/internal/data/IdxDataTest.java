package org.espalier.harness.internal.data;

import static org.espalier.harness.internal.data.DataFiles.gzip;
import static org.espalier.harness.internal.data.DataFiles.labelCounts;
import static org.espalier.harness.internal.data.DataFiles.row;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.espalier.core.model.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdxDataTest {
  private static final byte[] IMAGES = {
    0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 2, 0, -1, 51, 102, -103, -52, 0, 0
  };
  private static final byte[] LABELS = {0, 0, 8, 1, 0, 0, 0, 4, 0, 2, 1, 0};

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource({"false, false", "true, true", "true, false"})
  void readsIdx(boolean zippedImages, boolean zippedLabels) throws IOException {
    Path images = write("images", zippedImages ? gzip(IMAGES) : IMAGES);
    Path labels = write("labels", zippedLabels ? gzip(LABELS) : LABELS);
    LoadedData loaded = DatasetLoader.load("idx:" + images + "," + labels);
    assertFalse(loaded.standardize());
    assertEquals(3, loaded.trainSize());
    Dataset data = loaded.data();
    assertEquals(List.of(1, 1, 2), data.exampleShape());
    assertArrayEquals(new float[] {0, 1}, row(data, 0));
    assertArrayEquals(new float[] {0.2f, 0.4f}, row(data, 1));
    assertArrayEquals(new float[] {0.6f, 0.8f}, row(data, 2));
    assertArrayEquals(new int[] {2, 1, 1}, labelCounts(data));
    assertEquals(2, data.label(1));
  }

  @Test
  void refusesDamagedIdx() throws IOException {
    Path labels = write("labels", LABELS);
    Path cut = write("cut", Arrays.copyOf(IMAGES, IMAGES.length - 1));
    assertEquals(cut + " is truncated or damaged; get it again", refusal(cut, labels));
    Path header = write("header", Arrays.copyOf(IMAGES, 6));
    assertEquals(header + " is truncated or damaged; get it again", refusal(header, labels));
    Path empty = write("empty", new byte[0]);
    assertEquals(empty + " is truncated or damaged; get it again", refusal(empty, labels));
    byte[] zipped = gzip(IMAGES);
    Path half = write("half.gz", Arrays.copyOf(zipped, zipped.length / 2));
    assertEquals(half + " is truncated or damaged; get it again", refusal(half, labels));
    Path text = write("text", "not a picture".getBytes(StandardCharsets.UTF_8));
    assertEquals(text + " is not IDX with unsigned bytes", refusal(text, labels));
    Path floats = write("floats", with(IMAGES, 2, 0x0d));
    assertEquals(floats + " is not IDX with unsigned bytes", refusal(floats, labels));
    assertEquals(labels + " has 1 dimensions; expected 3", refusal(labels, labels));
    Path huge = write("huge", with(with(IMAGES, 4, 0x7f), 8, 0x7f));
    assertEquals(huge + " claims more than 2^31 values", refusal(huge, labels));
    Path negative = write("negative", with(IMAGES, 4, 0xff));
    assertEquals(negative + " claims more than 2^31 values", refusal(negative, labels));
  }

  @Test
  void refusesIdxOfOtherCounts() throws IOException {
    Path images = write("images", IMAGES);
    Path labels = write("labels", with(Arrays.copyOf(LABELS, 11), 7, 3));
    assertEquals(
        images + " has 4 images, but " + labels + " has 3 labels", refusal(images, labels));
    Path none = write("none", with(Arrays.copyOf(IMAGES, 16), 7, 0));
    Path noLabels = write("no-labels", with(Arrays.copyOf(LABELS, 8), 7, 0));
    assertEquals(none + ": data set none has no examples", refusal(none, noLabels));
  }

  @Test
  void refusesIdxThatGoesOn() throws IOException {
    Path images = Files.write(folder.resolve("images"), IMAGES);
    Path labels = Files.write(folder.resolve("labels"), Arrays.copyOf(LABELS, LABELS.length + 1));
    assertEquals(
        labels + " goes on after the values that its header claims", refusal(images, labels));
  }

  private static String refusal(Path images, Path labels) {
    return DataFiles.refusal("idx:" + images + "," + labels);
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static byte[] with(byte[] bytes, int index, int value) {
    byte[] changed = bytes.clone();
    changed[index] = (byte) value;
    return changed;
  }
}
