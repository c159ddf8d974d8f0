package org.espalier.core.pruning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class LayerQuotasTest {
  @Test
  void sharesInProportionWhereThatIsWhole() {
    assertArrayEquals(new int[] {10, 20, 3}, share(33, 100, 200, 30));
  }

  @Test
  void givesWhatIsLeftToTheLargestRemainders() {
    // Exact: 2.5, 1.75, 0.75 of 5, of sizes 10, 7, 3.
    assertArrayEquals(new int[] {2, 2, 1}, share(5, 10, 7, 3));
  }

  @Test
  void givesWhatIsLeftToTheEarlierOfEqualRemainders() {
    assertArrayEquals(new int[] {2, 2, 1}, share(5, 4, 4, 4));
  }

  /**
   * One more to keep takes one from the smallest layer (the Alabama paradox) unless it is capped.
   */
  @Test
  void neverAsksMoreThanALayerHas() {
    int[] sizes = {6, 6, 2};
    assertArrayEquals(new int[] {4, 4, 2}, share(10, sizes));
    assertArrayEquals(new int[] {5, 5, 1}, share(11, sizes));
    assertArrayEquals(
        new int[] {5, 4, 1}, new LayerQuotas(sizes, new int[3], new int[] {5, 5, 1}).share(10));
  }

  @Test
  void spreadsWhatACapLeavesAtOneDensity() {
    LayerQuotas quotas =
        new LayerQuotas(new int[] {1000, 200, 100}, new int[3], new int[] {40, 200, 100});
    // 160 are left for 300 weights: densities 0.04, 0.4 and 0.4.
    assertArrayEquals(new int[] {40, 80, 40}, quotas.share(160));
  }

  @Test
  void guardsTheLastWeight() {
    LayerQuotas quotas =
        new LayerQuotas(new int[] {100, 2, 2}, new int[] {1, 1, 1}, new int[] {100, 2, 2});
    assertArrayEquals(new int[] {1, 1, 1}, quotas.share(3));
    assertArrayEquals(new int[] {8, 1, 1}, quotas.share(10));
  }

  @RepeatedTest(200)
  void addsUpWithinTheBounds(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    int layers = 1 + random.nextInt(8);
    int[] sizes = random.ints(layers, 1, 1000).toArray();
    int[] most = Arrays.stream(sizes).map(s -> random.nextInt(s + 1)).toArray();
    int[] least = Arrays.stream(most).map(m -> Math.min(m, random.nextInt(2))).toArray();
    int fewest = Arrays.stream(least).sum();
    int keep = fewest + random.nextInt(Arrays.stream(most).sum() - fewest + 1);

    int[] quotas = new LayerQuotas(sizes, least, most).share(keep);

    assertEquals(keep, Arrays.stream(quotas).sum());
    for (int i = 0; i < layers; i++) {
      assertTrue(least[i] <= quotas[i] && quotas[i] <= most[i]);
    }
    // Of two layers away from their bounds, densities differ by rounding alone.
    for (int i = 0; i < layers; i++) {
      for (int j = 0; j < layers; j++) {
        if (quotas[i] < most[i] && quotas[j] > least[j]) {
          double here = (quotas[i] + 1.000001) / sizes[i];
          double there = (quotas[j] - 1.000001) / sizes[j];
          assertTrue(here >= there, "layers " + i + " and " + j);
        }
      }
    }
  }

  private static int[] share(int keep, int... sizes) {
    return new LayerQuotas(sizes, new int[sizes.length], sizes).share(keep);
  }
}
