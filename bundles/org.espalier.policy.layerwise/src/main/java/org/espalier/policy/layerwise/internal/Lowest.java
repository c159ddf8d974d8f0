package org.espalier.policy.layerwise.internal;

import java.util.Arrays;
import java.util.Comparator;

/** Which of some weights have the lowest scores; of equal ones those of lower index. */
final class Lowest {
  private Lowest() {}

  /**
   * Selects among candidates.
   *
   * @param candidates indices, rising
   * @param scores of all weights, by index
   */
  static int[] of(int[] candidates, double[] scores, int count) {
    return Arrays.stream(candidates)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer k) -> scores[k] + 0.0))
        .limit(count)
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
