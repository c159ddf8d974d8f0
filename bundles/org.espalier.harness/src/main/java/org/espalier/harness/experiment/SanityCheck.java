package org.espalier.harness.experiment;

/**
 * What is done to each cut before the training after it, to see what of a policy's choice matters
 * (Frankle, Dziugaite, Roy and Carbin 2021, "Pruning Neural Networks at Initialization: Why Are We
 * Missing the Mark?", section 4): a method whose results survive it has chosen layerwise
 * sparsities, not weights or their values.
 */
public enum SanityCheck {
  /** Nothing: the cut is the policy's. */
  NONE(""),

  /** The mask is shuffled within each layer; weights that the policy adjusted are as they were. */
  SHUFFLE("shuffled"),

  /** The kept weights begin anew from the distribution of the initial ones. */
  REINITIALIZE("reinitialized");

  private final String suffix;

  SanityCheck(String suffix) {
    this.suffix = suffix;
  }

  /** What the name of a schedule ends in. */
  String suffix() {
    return suffix;
  }
}
