package org.espalier.adapter.dl4j.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.espalier.core.model.RateSchedule;
import org.espalier.core.model.TrainingRecipe;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * A network's layers under a recipe. What a saved configuration says about its training (updater,
 * regularisation, dropout, noise, constraints, clipping) is left out: the recipe alone decides, so
 * that it means the same for every model.
 */
final class TrainingConfiguration {
  private TrainingConfiguration() {}

  /** The configuration to train with. */
  static MultiLayerConfiguration of(MultiLayerConfiguration saved, TrainingRecipe recipe) {
    return configure(saved, updater(recipe), recipe.weightDecay());
  }

  /** The configuration to evaluate and differentiate with. */
  static MultiLayerConfiguration bare(MultiLayerConfiguration saved) {
    return configure(saved, new NoOp(), 0);
  }

  private static MultiLayerConfiguration configure(
      MultiLayerConfiguration saved, IUpdater updater, double weightDecay) {
    MultiLayerConfiguration configuration = saved.clone();
    configuration.setIterationCount(0);
    configuration.setEpochCount(0);
    for (NeuralNetConfiguration one : configuration.getConfs()) {
      one.setIterationCount(0);
      one.setEpochCount(0);
      Layer layer = one.getLayer();
      layer.setIDropout(null);
      layer.setConstraints(null);
      if (layer instanceof BaseLayer trained) {
        trained.setIUpdater(updater);
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

  private static IUpdater updater(TrainingRecipe recipe) {
    ISchedule rate = schedule(recipe);
    return switch (recipe.optimizer()) {
      case SGD -> new Sgd(rate);
      case MOMENTUM -> new HeavyBall(rate, recipe.momentum());
      case NESTEROV -> new Nesterovs(rate, recipe.momentum());
      case ADAM ->
          Adam.builder().learningRateSchedule(rate).beta1(0.9).beta2(0.999).epsilon(1e-8).build();
    };
  }

  private static ISchedule schedule(TrainingRecipe recipe) {
    if (recipe.schedule() == RateSchedule.CONSTANT || recipe.epochs() == 0) {
      return new FixedSchedule(recipe.learningRate());
    }
    Map<Integer, Double> rates = new HashMap<>();
    for (int epoch = 0; epoch < recipe.epochs(); epoch++) {
      rates.put(epoch, recipe.rate(epoch));
    }
    return new MapSchedule(ScheduleType.EPOCH, rates);
  }
}
