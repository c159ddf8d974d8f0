package org.espalier.policy.layerwise.internal;

/**
 * Options of {@code sparsegpt}; the defaults are those of the published code.
 *
 * @param blockSize inputs whose weights are compared with each other, at least 1; 128
 * @param dampening what is added to the Hessian's diagonal, as a share of its mean, above 0; 0.01
 * @param sequential whether a layer sees what the pruned layers before it give, as in the published
 *     code (block by block there), or what those of the model give
 */
public record SparseGptOptions(int blockSize, double dampening, boolean sequential) {
  public SparseGptOptions {
    if (blockSize < 1) {
      throw new IllegalArgumentException("blockSize = " + blockSize + "; it must be at least 1");
    }
    if (!(dampening > 0 && dampening <= 1)) {
      throw new IllegalArgumentException("dampening = " + dampening + "; it must be in (0, 1]");
    }
  }
}
