package org.espalier.core.model;

import org.osgi.annotation.versioning.ConsumerType;

/** A model that shows what its layers see. */
@ConsumerType
public interface ObservableModel extends EvaluableModel {
  /**
   * Shows the input X of a weight tensor W at the present weights, d × n for d weights of a unit:
   * WX is what the layer computes before its bias and activation. There is one column for each
   * example of a dense layer, and one for each position of each example of a convolution, whose
   * window is laid out as its weights are: channels × height × width, 0 where it hangs over.
   * Examples come in their order, the same each time.
   *
   * @param tensor one of the layout's that may be pruned
   * @throws IllegalArgumentException if the examples don't fit the model's input, or the tensor is
   *     not the model's
   * @throws org.espalier.core.EspalierException if the units of the tensor don't all see the same,
   *     as in a grouped convolution
   */
  void visitInputs(Parameter tensor, Dataset data, InputVisitor visitor);
}
