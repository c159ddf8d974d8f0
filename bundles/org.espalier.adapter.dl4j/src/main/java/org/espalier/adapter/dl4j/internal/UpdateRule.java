package org.espalier.adapter.dl4j.internal;

import java.util.HashMap;
import java.util.Map;
import org.espalier.core.model.RateSchedule;
import org.espalier.core.model.TrainingRecipe;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** Turns gₜ into −Δθₜ, in place. */
@FunctionalInterface
interface UpdateRule {
  void apply(INDArray gradient, int iteration, int epoch);

  /** A recipe's rule, and the memory that it keeps from step to step. */
  record Stateful(UpdateRule rule, @Nullable INDArray state) {}

  /**
   * The rule of a recipe over p parameters, with fresh state: DL4J's own, and the heavy ball. Adam
   * is in the form with ε beside the biased √v (Kingma and Ba 2015, end of section 2).
   */
  static Stateful of(TrainingRecipe recipe, long parameters) {
    ISchedule rate = schedule(recipe);
    return switch (recipe.optimizer()) {
      case SGD -> dl4j(new Sgd(rate), parameters);
      case NESTEROV -> dl4j(new Nesterovs(rate, recipe.momentum()), parameters);
      case ADAM ->
          dl4j(
              Adam.builder()
                  .learningRateSchedule(rate)
                  .beta1(0.9)
                  .beta2(0.999)
                  .epsilon(1e-8)
                  .build(),
              parameters);
      case MOMENTUM -> {
        INDArray velocity = FlatArray.zeros(parameters);
        yield new Stateful(new HeavyBall(rate, recipe.momentum(), velocity), velocity);
      }
    };
  }

  private static Stateful dl4j(IUpdater updater, long parameters) {
    long size = updater.stateSize(parameters);
    INDArray state = size == 0 ? null : FlatArray.zeros(size);
    return new Stateful(updater.instantiate(state, size > 0)::applyUpdater, state);
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
