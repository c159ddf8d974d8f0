package org.espalier.core.model;

import org.osgi.annotation.versioning.ConsumerType;

/** A model whose loss has a gradient. */
@ConsumerType
public interface DifferentiableModel extends EvaluableModel {
  /**
   * ∇L at the present weights: the mean cross-entropy of the batch, with smoothed labels.
   *
   * @param labelSmoothing ε in [0, 1): the label's share is 1 − ε + ε ÷ classes
   * @return p values
   */
  float[] gradient(Dataset batch, double labelSmoothing);
}
