package org.espalier.harness.internal.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.espalier.core.model.Dataset;
import org.junit.jupiter.api.Test;

class SyntheticDataTest {
  private final LoadedData loaded = DatasetLoader.load("synthetic");

  @Test
  void isTheSameEveryTime() {
    assertEquals(loaded.data().fingerprint(), DatasetLoader.load("synthetic").data().fingerprint());
    assertEquals(6_000, loaded.trainSize());
    assertEquals(30, loaded.useless().size());
    assertEquals(loaded.useless().stream().sorted().distinct().toList(), loaded.useless());
  }

  @Test
  void hasClassesOfLikeSize() {
    int[] counts = new int[4];
    for (int i = 0; i < loaded.data().size(); i++) {
      counts[loaded.data().label(i)]++;
    }
    assertTrue(
        Arrays.stream(counts).allMatch(n -> n > 1_800 && n < 2_300), Arrays.toString(counts));
  }

  /**
   * The mean of a feature differs between classes if it informs; of 30 useless ones, none by as
   * much as 4.5 standard errors.
   */
  @Test
  void onlyInformativeFeaturesTellClassesApart() {
    int telling = 0;
    for (int k = 0; k < SyntheticData.FEATURES; k++) {
      boolean differs = largestDeviation(loaded.data(), k) > 4.5;
      assertFalse(differs && loaded.useless().contains(k), "feature " + k);
      telling += differs ? 1 : 0;
    }
    assertTrue(telling >= 8, telling + " of 10 tell by their means");
  }

  private static double largestDeviation(Dataset data, int feature) {
    double[] sums = new double[4];
    int[] counts = new int[4];
    float[] row = new float[data.width()];
    for (int i = 0; i < data.size(); i++) {
      data.copyExample(i, row, 0);
      sums[data.label(i)] += row[feature];
      counts[data.label(i)]++;
    }
    double largest = 0;
    for (int c = 0; c < 4; c++) {
      largest = Math.max(largest, Math.abs(sums[c]) / Math.sqrt(counts[c]));
    }
    return largest;
  }
}
