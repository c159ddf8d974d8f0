package org.espalier.adapter.dl4j.internal;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** What makes a network one that this adapter can evaluate. */
final class Classifier {
  private Classifier() {}

  /**
   * Checks that the last layer is a softmax under plain cross-entropy.
   *
   * @return the number of classes
   * @throws IllegalArgumentException if it is not
   */
  static int requireSoftmax(MultiLayerConfiguration configuration) {
    Layer last = configuration.getConf(configuration.getConfs().size() - 1).getLayer();
    if (last instanceof OutputLayer output
        && output.getActivationFn() instanceof ActivationSoftmax
        && output.getLossFn() instanceof LossMCXENT loss
        && loss.getWeights() == null) {
      return Math.toIntExact(output.getNOut());
    }
    throw new IllegalArgumentException(
        "its last layer is not a softmax under cross-entropy with equal class weights");
  }
}
