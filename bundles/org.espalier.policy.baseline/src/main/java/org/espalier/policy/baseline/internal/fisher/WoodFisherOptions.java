package org.espalier.policy.baseline.internal.fisher;

/**
 * Options of {@code woodfisher}.
 *
 * @param rows gradients to look at, from 2 to {@value #MOST_ROWS}; the paper takes 400 for
 *     ResNet-50
 * @param damping λ, as a multiple of the mean squared gradient. The paper's λ = 1e-5 is for
 *     gradients as they come, whose mean square on small networks is about as much; those here have
 *     length 1
 * @param block weights of each block of consecutive weights of a tensor that is taken for
 *     uncorrelated with the others, 2,000 as published for ResNet-50; 0 for one block of all
 * @param joint whether the removed weights are solved for together instead of one by one, which at
 *     high sparsity gives much better values; off as published
 */
public record WoodFisherOptions(int rows, double damping, int block, boolean joint) {
  static final int MOST_ROWS = 512;

  public WoodFisherOptions {
    requireValid(rows, damping);
    if (block < 0) {
      throw new IllegalArgumentException(
          "block = " + block + "; it must be positive, or 0 for one block of all weights");
    }
  }

  static void requireValid(int rows, double damping) {
    if (rows < 2 || rows > MOST_ROWS) {
      throw new IllegalArgumentException(
          "rows = %d; it must be from 2 to %d".formatted(rows, MOST_ROWS));
    }
    if (!(damping > 0) || Double.isInfinite(damping)) {
      throw new IllegalArgumentException("damping = " + damping + "; it must be positive");
    }
  }
}
