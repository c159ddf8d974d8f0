package org.espalier.core.model;

/** How large the pieces of a model are that something is said of. */
public enum Granularity {
  /** Every value of θ by itself. */
  WEIGHT,
  /** A neuron or a filter: the weights that it takes in, and its bias. */
  UNIT,
  /** All tensors of a layer. */
  LAYER
}
