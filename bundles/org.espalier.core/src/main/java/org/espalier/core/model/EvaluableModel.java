package org.espalier.core.model;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** A model that can be run on data. */
@ConsumerType
public interface EvaluableModel extends PrunableModel {
  /** Axes of one example: (features) or (channels, height, width). */
  List<Integer> inputShape();

  /**
   * Accuracy and loss on a data set, at the present weights, which stay; the same each time.
   *
   * @throws IllegalArgumentException if the examples don't fit the model's input or output
   */
  Evaluation evaluate(Dataset data);
}
