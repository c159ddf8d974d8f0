package org.espalier.core.pruning;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Selects the highest scores without sorting them all: a histogram over their leading bits (sign,
 * exponent and two more) tells which few to sort for the lowest score to keep.
 */
final class Selection {
  private static final int DIGIT_BITS = 14;

  private final double[] scores;
  private final BitSet candidates;
  private final int from;
  private final int to;

  /** A selection among the candidates in [from, to); no score of theirs is NaN. */
  Selection(double[] scores, BitSet candidates, int from, int to) {
    this.scores = scores;
    this.candidates = candidates;
    this.from = from;
    this.to = to;
  }

  /**
   * Adds the highest candidates to {@code chosen}; of equal ones those of higher index.
   *
   * @param count how many, at most the number of candidates
   */
  void addHighest(int count, BitSet chosen) {
    if (count == 0) {
      return;
    }
    long threshold = key(count);
    int ties = count;
    for (int k = first(); inRange(k); k = candidates.nextSetBit(k + 1)) {
      if (Long.compareUnsigned(key(scores[k]), threshold) > 0) {
        chosen.set(k);
        ties--;
      }
    }
    for (int k = candidates.previousSetBit(to - 1);
        ties > 0;
        k = candidates.previousSetBit(k - 1)) {
      if (key(scores[k]) == threshold) {
        chosen.set(k);
        ties--;
      }
    }
  }

  /** The key of the rank-th highest candidate, counted from 1. */
  private long key(int rank) {
    int[] histogram = histogram();
    int digit = histogram.length - 1;
    int left = rank;
    while (histogram[digit] < left) {
      left -= histogram[digit--];
    }
    long[] keys = keys(digit, histogram[digit]);
    Arrays.sort(keys);
    return keys[keys.length - left];
  }

  private int[] histogram() {
    int[] histogram = new int[1 << DIGIT_BITS];
    for (int k = first(); inRange(k); k = candidates.nextSetBit(k + 1)) {
      histogram[digit(key(scores[k]))]++;
    }
    return histogram;
  }

  /** The keys that begin with a digit; all have one sign, so their order is that of longs. */
  private long[] keys(int digit, int count) {
    long[] keys = new long[count];
    int found = 0;
    for (int k = first(); found < count; k = candidates.nextSetBit(k + 1)) {
      long key = key(scores[k]);
      if (digit(key) == digit) {
        keys[found++] = key;
      }
    }
    return keys;
  }

  private static int digit(long key) {
    return (int) (key >>> (Long.SIZE - DIGIT_BITS));
  }

  private int first() {
    return candidates.nextSetBit(from);
  }

  private boolean inRange(int k) {
    return 0 <= k && k < to;
  }

  /** Bits that, read as an unsigned number, are in the order of the scores; −0 equals 0. */
  private static long key(double score) {
    long bits = Double.doubleToRawLongBits(score + 0.0);
    return bits ^ (bits >> (Long.SIZE - 1) | Long.MIN_VALUE);
  }
}
