package org.espalier.core;

/** What a plugin must be given before it can work. */
public enum Need {
  /** A recorded trajectory of the model's training. */
  TRAJECTORY,
  /**
   * The gradients along a recorded trajectory: computed from its updates, or recorded beside them
   * where the optimiser's updates don't give them back.
   */
  TRAJECTORY_GRADIENTS,
  /** Evidence of a causality estimator. */
  EVIDENCE,
  /** Gradients of the loss over minibatches of training data, at the model's present weights. */
  GRADIENTS,
  /** What the layers see of training data: the second moments of each layer's input. */
  INPUTS
}
