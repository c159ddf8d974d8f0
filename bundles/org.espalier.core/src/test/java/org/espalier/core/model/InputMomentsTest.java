package org.espalier.core.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.espalier.core.EspalierException;
import org.espalier.core.model.Patches.Pair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputMomentsTest {
  /** Whole blocks, parts of them, and none at all, with zeros as a ReLU leaves them. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 64, 65, 131})
  void areTheProductsOfAllColumns(int columns) {
    int d = 7;
    Random random = new Random(5);
    double[] expected = new double[d * d];
    InputMoments.Sum sum = new InputMoments.Sum(tensor(d));
    float[] x = new float[d];
    for (int n = 0; n < columns; n++) {
      for (int j = 0; j < d; j++) {
        x[j] = Math.max(0, (float) random.nextGaussian());
      }
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) {
          expected[i * d + j] += (double) x[i] * x[j];
        }
      }
      sum.column(x);
    }
    InputMoments moments = sum.moments();
    assertEquals(d, moments.inputs());
    assertEquals(columns, moments.columns());
    assertArrayEquals(expected, moments.products(), 1e-12 * Math.max(1, columns));
    moments.products()[0] = -1;
    assertEquals(expected[0], moments.products()[0], 1e-12 * Math.max(1, columns));
  }

  @Test
  void goOnAfterTheyWereRead() {
    InputMoments.Sum sum = new InputMoments.Sum(tensor(2));
    sum.column(new float[] {1, 2});
    assertArrayEquals(new double[] {1, 2, 2, 4}, sum.moments().products());
    sum.column(new float[] {3, -1});
    assertArrayEquals(new double[] {10, -1, -1, 5}, sum.moments().products());
    assertEquals(2, sum.moments().columns());
  }

  @Test
  void refuseMoreInputsThanMemoryIsMeantFor() {
    assertEquals(
        "fc.W has 8193 inputs, whose moments would take 512 MiB; the most is 8192 inputs: use a"
            + " policy that needs their squares alone, such as wanda",
        assertThrows(EspalierException.class, () -> new InputMoments.Sum(tensor(8193)))
            .getMessage());
  }

  /** A 3 × 4 image of two channels, windows of 2 × 3 with stride (2, 1) and dilation (1, 2). */
  @Test
  void windowsAreLaidOutAsFiltersAre() {
    float[] image = new float[1 + 2 * 3 * 4];
    for (int i = 1; i < image.length; i++) {
      image[i] = i;
    }
    Patches patches =
        new Patches(
            2,
            3,
            4,
            new Pair(2, 3),
            new Pair(2, 1),
            new Pair(1, 2),
            new Pair(1, 1),
            new Pair(2, 2));
    List<float[]> windows = new ArrayList<>();
    patches.visit(image, 1, window -> windows.add(window.clone()));
    assertEquals(4, windows.size());
    assertArrayEquals(new float[] {0, 0, 0, 0, 2, 4, 0, 0, 0, 0, 14, 16}, windows.get(0));
    assertArrayEquals(new float[] {0, 0, 0, 1, 3, 0, 0, 0, 0, 13, 15, 0}, windows.get(1));
    assertArrayEquals(new float[] {0, 6, 8, 0, 10, 12, 0, 18, 20, 0, 22, 24}, windows.get(2));
    assertArrayEquals(new float[] {5, 7, 0, 9, 11, 0, 17, 19, 0, 21, 23, 0}, windows.get(3));
  }

  private static Parameter tensor(int inputs) {
    return new Parameter("fc.W", "fc", ParameterRole.WEIGHT, List.of(1, inputs), 0, true, 1);
  }
}
