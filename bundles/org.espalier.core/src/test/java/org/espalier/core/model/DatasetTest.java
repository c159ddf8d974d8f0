package org.espalier.core.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class DatasetTest {
  private static final float[] FEATURES = {1, 2, 3, 4, 5, 6, 7, 8};
  private static final Dataset DATA = new Dataset("toy", List.of(4), FEATURES, new int[] {0, 2}, 3);

  @Test
  void holdsExamples() {
    assertEquals(2, DATA.size());
    assertEquals(4, DATA.width());
    assertEquals(2, DATA.label(1));
    float[] row = new float[5];
    DATA.copyExample(1, row, 1);
    assertArrayEquals(new float[] {0, 5, 6, 7, 8}, row);
    assertEquals("toy (2 examples of [4], 3 classes)", DATA.toString());
  }

  @Test
  void ownsItsValues() {
    float[] features = FEATURES.clone();
    int[] labels = {0, 2};
    Dataset data = new Dataset("toy", List.of(4), features, labels, 3);
    features[0] = 9;
    labels[0] = 1;
    assertEquals(DATA.fingerprint(), data.fingerprint());
    assertEquals(0, data.label(0));
  }

  @Test
  void selectsAndReshapes() {
    Dataset selected = DATA.select(new int[] {1, 1, 0});
    float[] row = new float[4];
    selected.copyExample(2, row, 0);
    assertArrayEquals(new float[] {1, 2, 3, 4}, row);
    assertEquals(2, selected.label(0));
    Dataset image = DATA.reshape(List.of(1, 2, 2));
    assertEquals(List.of(1, 2, 2), image.exampleShape());
    assertEquals(4, image.width());
  }

  /** Computed with Python's hashlib over the same bytes: the shape, then each row and its label. */
  @Test
  void fingerprintIsThatOfTheBytes() {
    assertEquals(FINGERPRINT, DATA.fingerprint());
    assertNotEquals(FINGERPRINT, DATA.reshape(List.of(2, 2)).fingerprint());
    assertNotEquals(FINGERPRINT, DATA.select(new int[] {1, 0}).fingerprint());
    assertNotEquals(
        FINGERPRINT, new Dataset("toy", List.of(4), FEATURES, new int[] {0, 1}, 3).fingerprint());
  }

  @Test
  void refusesInOneLine() {
    assertEquals("data set x has no examples", refusal(List.of(4), new float[0]));
    assertEquals(
        "data set x has 7 values for 2 examples of shape [4]",
        refusal(List.of(4), new float[7], 0, 1));
    assertEquals(
        "data set x has label 3 in row 1; labels are 0 to 2",
        refusal(List.of(2), new float[4], 0, 3));
    assertEquals(
        "data set x has label -1 in row 0; labels are 0 to 2",
        refusal(List.of(2), new float[4], -1, 0));
    assertEquals(
        "data set x has NaN in row 1, column 0; every value must be finite",
        refusal(List.of(2), new float[] {1, 2, Float.NaN, 4}, 0, 0));
    assertEquals(
        "data set x has -Infinity in row 0, column 1; every value must be finite",
        refusal(List.of(2), new float[] {1, Float.NEGATIVE_INFINITY, 3, 4}, 0, 0));
    for (List<Integer> shape : List.of(List.of(0), List.of(-2, -2), List.of(65536, 65536))) {
      assertEquals(
          "data set x has examples of shape %s; axes must be at least 1, values at most 2^31 - 1"
              .formatted(shape),
          refusal(shape, new float[4], 0));
    }
  }

  @Test
  void blamesTheLabelThatOverflows() {
    int largest = Integer.MAX_VALUE;
    assertEquals(
        "data set x has label 2147483647 in row 2; labels are 0 to 2147483646",
        refusal(largest + 1, 0, 1, largest));
    assertEquals(
        "data set x has label 2147483647 in row 0; labels are 0 to 2147483646",
        refusal(largest, largest, 0));
    assertEquals("data set x has 0 classes; there must be at least 1", refusal(0, 0, 1));
    assertEquals("data set x has -3 classes; there must be at least 1", refusal(-3, 0));
  }

  private static String refusal(int classes, int... labels) {
    float[] features = new float[labels.length];
    return String.valueOf(
        assertThrows(
                IllegalArgumentException.class,
                () -> new Dataset("x", List.of(1), features, labels, classes))
            .getMessage());
  }

  private static final String FINGERPRINT =
      "sha256:3dc933910f01d7fd87cd97cba40facb73828affb5a1ada48fdaccf3ba1dba214";

  private static String refusal(List<Integer> shape, float[] features, int... labels) {
    return String.valueOf(
        assertThrows(
                IllegalArgumentException.class, () -> new Dataset("x", shape, features, labels, 3))
            .getMessage());
  }
}
