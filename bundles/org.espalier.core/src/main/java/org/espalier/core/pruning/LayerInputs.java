package org.espalier.core.pruning;

import org.espalier.core.model.InputMoments;
import org.espalier.core.model.Parameter;
import org.osgi.annotation.versioning.ConsumerType;

/** What the layers of a model see of examples of the training part, computed at each call. */
@ConsumerType
public interface LayerInputs {
  /**
   * XXᵀ of a weight tensor's input.
   *
   * @param tensor one that may be pruned
   * @param weights of the whole model, p values; left as they are, and the model has its own again
   *     afterwards
   * @throws org.espalier.core.EspalierException if the tensor has more inputs than {@link
   *     InputMoments#MOST_INPUTS}, or its units don't all see the same
   */
  InputMoments moments(Parameter tensor, float[] weights);

  /**
   * The diagonal of XXᵀ alone, ‖Xⱼ‖² for each of d inputs, whatever their number.
   *
   * @param tensor one that may be pruned
   * @param weights as for {@link #moments}
   */
  double[] squares(Parameter tensor, float[] weights);
}
