package org.espalier.core.model;

/** Where the loss after a step comes from. */
public enum LossAfter {
  /** A second forward pass over the same minibatch: L(θₜ₊₁; Bₜ), the paper's definition. */
  SAME_MINIBATCH,
  /** The next step's loss before it, L(θₜ₊₁; Bₜ₊₁): free, but with the noise of another batch. */
  NEXT_MINIBATCH
}
