package org.espalier.harness;

/**
 * The seeds of an experiment that one process runs, where several share it: every one whose number
 * leaves a remainder of {@code index − 1} when divided by {@code count}.
 *
 * @param index which part, from 1
 * @param count how many parts there are
 */
public record Shard(int index, int count) {
  /** Every seed. */
  public static final Shard ALL = new Shard(1, 1);

  public Shard {
    if (count < 1 || index < 1 || index > count) {
      throw new IllegalArgumentException(
          "shard %d/%d; it must be 1/N to N/N, as in 2/4 for the second of four"
              .formatted(index, count));
    }
  }

  /**
   * Reads {@code 2/4}.
   *
   * @throws IllegalArgumentException if it isn't a shard
   */
  public static Shard parse(String text) {
    String[] parts = text.split("/", -1);
    try {
      if (parts.length == 2) {
        return new Shard(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new IllegalArgumentException(
        "'%s' is no shard; it is as in 2/4, the second of four".formatted(text));
  }

  /** Whether a seed is among those of this part. */
  public boolean has(long seed) {
    return seed % count == index - 1;
  }
}
