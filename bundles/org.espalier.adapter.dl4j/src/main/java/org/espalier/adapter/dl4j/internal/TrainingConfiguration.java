package org.espalier.adapter.dl4j.internal;

import java.util.List;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * A network's layers without what a saved configuration says about its training: updater,
 * regularisation, dropout, noise, constraints, clipping. The recipe alone decides, so that it means
 * the same for every model.
 */
final class TrainingConfiguration {
  private TrainingConfiguration() {}

  /**
   * The configuration to train, evaluate and differentiate with.
   *
   * @param weightDecay λ of the term λ‖w‖²/2 that the loss has
   */
  static MultiLayerConfiguration of(MultiLayerConfiguration saved, double weightDecay) {
    MultiLayerConfiguration configuration = saved.clone();
    // Keeps what the forward pass has unfolded for the backward one: a third of a convolution's
    // time.
    configuration.setCacheMode(CacheMode.DEVICE);
    configuration.setIterationCount(0);
    configuration.setEpochCount(0);
    for (NeuralNetConfiguration one : configuration.getConfs()) {
      one.setCacheMode(CacheMode.DEVICE);
      one.setIterationCount(0);
      one.setEpochCount(0);
      Layer layer = one.getLayer();
      layer.setIDropout(null);
      layer.setConstraints(null);
      if (layer instanceof BaseLayer trained) {
        trained.setIUpdater(new NoOp());
        trained.setBiasUpdater(null);
        trained.setRegularization(regularization(layer, weightDecay));
        trained.setRegularizationBias(List.of());
        trained.setWeightNoise(null);
        trained.setGradientNormalization(GradientNormalization.None);
      }
    }
    return configuration;
  }

  private static List<Regularization> regularization(Layer layer, double weightDecay) {
    return weightDecay == 0 || layer instanceof BatchNormalization
        ? List.of()
        : List.of(new L2Regularization(weightDecay));
  }
}
