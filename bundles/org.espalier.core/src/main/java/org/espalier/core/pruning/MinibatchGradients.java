package org.espalier.core.pruning;

import org.osgi.annotation.versioning.ConsumerType;

/** Gradients of the loss over minibatches of the training part. */
@ConsumerType
public interface MinibatchGradients {
  /** Number of minibatches. */
  int count();

  /** g of one minibatch at the model's present weights, p values, computed at each call. */
  float[] gradient(int batch);

  /**
   * The same at other weights; the model has its own again afterwards.
   *
   * @param weights p values; left as they are
   */
  float[] gradient(int batch, float[] weights);
}
