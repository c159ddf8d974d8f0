package org.espalier.harness.internal.data;

import java.util.Random;

/** Random orders; the same from the same random numbers. */
public final class Shuffle {
  private Shuffle() {}

  /** Puts values in a random order (Durstenfeld 1964). */
  public static void inPlace(int[] values, Random random) {
    for (int i = values.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int swapped = values[i];
      values[i] = values[other];
      values[other] = swapped;
    }
  }
}
