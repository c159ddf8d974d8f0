package org.espalier.harness.internal.intervention;

import java.util.Arrays;
import java.util.Random;
import org.espalier.core.model.Dataset;
import org.espalier.harness.internal.data.Shuffle;

/** Minibatches of shuffled passes over a data set; what is left of a pass is left out. */
final class Minibatches {
  private final Dataset data;
  private final Random random;
  private final int size;
  private final int[] order;
  private int next;

  Minibatches(Dataset data, int size, Random random) {
    this.data = data;
    this.random = random;
    this.size = Math.min(size, data.size());
    this.order = new int[data.size()];
    Arrays.setAll(order, i -> i);
    this.next = order.length;
  }

  Dataset next() {
    if (size == order.length) {
      return data;
    }
    if (next + size > order.length) {
      Shuffle.inPlace(order, random);
      next = 0;
    }
    next += size;
    return data.select(Arrays.copyOfRange(order, next - size, next));
  }
}
