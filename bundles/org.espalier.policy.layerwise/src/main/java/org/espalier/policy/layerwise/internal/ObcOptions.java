package org.espalier.policy.layerwise.internal;

/**
 * Options of {@code obc}; the defaults are those of the published code.
 *
 * @param allocation how the weights to keep are shared out among the layers; uniform
 * @param dampening what is added to the Hessian's diagonal, as a share of its mean; 0
 * @param sequential whether a layer sees what the pruned layers before it give, or what those of
 *     the model give, as published
 */
public record ObcOptions(Allocation allocation, double dampening, boolean sequential) {
  public ObcOptions {
    if (!(dampening >= 0 && dampening <= 1)) {
      throw new IllegalArgumentException("dampening = " + dampening + "; it must be in [0, 1]");
    }
    if (sequential && allocation == Allocation.GLOBAL) {
      throw new IllegalArgumentException(
          "sequential = on goes with allocation = uniform only: to compare layers, all must see"
              + " what the model gives");
    }
  }
}
