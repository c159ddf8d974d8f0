package org.espalier.core.model;

import java.util.BitSet;

/**
 * A run of the flat parameter vector θ.
 *
 * @param from index of its first value
 * @param to index behind its last
 */
public record IndexRange(int from, int to) {
  /** Whether a set holds any of its indices. */
  public boolean anyIn(BitSet set) {
    int next = set.nextSetBit(from);
    return next >= 0 && next < to;
  }
}
