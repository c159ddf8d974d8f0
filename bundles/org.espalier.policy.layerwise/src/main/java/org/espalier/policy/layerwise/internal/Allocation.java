package org.espalier.policy.layerwise.internal;

/** How the weights to keep are shared out among the layers. */
public enum Allocation {
  /** The same share of each layer, as published. */
  UNIFORM,
  /** By what each weight costs, relative to the mean square of what its layer computes. */
  GLOBAL
}
