package org.espalier.core.model;

import org.osgi.annotation.versioning.ConsumerType;

/** A model that can be trained. */
@ConsumerType
public interface TrainableModel extends DifferentiableModel {
  /**
   * Trains from the present weights with a fresh optimiser state; the last step's weights stay.
   * Where a mask is given, the weights it cuts are zero before the first step and after each. The
   * same weights and request give the same steps to the bit, whether an observer watches or not.
   *
   * @throws org.espalier.core.CancelledException if the request's progress is cancelled
   * @throws org.espalier.core.EspalierException if the loss is no longer finite
   */
  TrainingReport train(TrainingRequest request);
}
