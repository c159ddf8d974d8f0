package org.espalier.policy.causal.internal.surgeon;

/**
 * How large matrices may get before the surgeon makes do with less.
 *
 * @param mostWork multiplications that matrices over all weights may take
 * @param largestMatrix parameters of a unit up to which it has a matrix over them
 * @param wideRows gradients that a unit without one looks at
 */
record Effort(double mostWork, int largestMatrix, int wideRows) {

  /** About half a second's work for the matrices over all weights. */
  static final Effort STANDARD = new Effort(4e9, 1024, 128);
}
