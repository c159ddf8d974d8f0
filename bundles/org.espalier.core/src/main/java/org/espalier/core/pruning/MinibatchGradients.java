package org.espalier.core.pruning;

import org.osgi.annotation.versioning.ConsumerType;

/** Gradients of the loss over minibatches of the training part, at the model's present weights. */
@ConsumerType
public interface MinibatchGradients {
  /** Number of minibatches. */
  int count();

  /** g of one minibatch, p values, computed at each call. */
  float[] gradient(int batch);
}
