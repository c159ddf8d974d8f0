package org.espalier.policy.baseline.internal.fisher;

/**
 * Options of {@code chita}.
 *
 * @param rows gradients to look at, from 2 to {@value WoodFisherOptions#MOST_ROWS}; the paper takes
 *     500 to 1,000
 * @param damping λ of the ridge, as a multiple of the mean squared gradient; the paper searches for
 *     it between 1e-5 and 1e3
 * @param stages in each of which the same share of the weights is kept; 1 is CHITA, more are
 *     CHITA++, of which the paper takes 15 and more
 * @param firstOrder whether the loss's slope counts, too; as published, where the gradients are
 *     those at the trained weights; those of the whole training point back to where it began, and
 *     without them the answer is a little better
 */
public record ChitaOptions(int rows, double damping, int stages, boolean firstOrder) {
  public ChitaOptions {
    WoodFisherOptions.requireValid(rows, damping);
    if (stages < 1) {
      throw new IllegalArgumentException("stages = " + stages + "; it must be at least 1");
    }
  }
}
