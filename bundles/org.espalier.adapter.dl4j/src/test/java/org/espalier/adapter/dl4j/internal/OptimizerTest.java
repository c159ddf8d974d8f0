package org.espalier.adapter.dl4j.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.espalier.core.Progress;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.Optimizer;
import org.espalier.core.model.RateSchedule;
import org.espalier.core.model.TrainingRecipe;
import org.espalier.core.model.TrainingRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Updates recomputed from the recorded gradients, in double precision and by the book. */
class OptimizerTest {
  private static final double MOMENTUM = 0.8;
  private static final int EPOCHS = 8;

  private record Step(List<Float> update, List<Float> gradient) {}

  @ParameterizedTest
  @EnumSource
  void followsItsRecursion(Optimizer optimizer) {
    for (RateSchedule schedule : RateSchedule.values()) {
      TrainingRecipe recipe =
          new TrainingRecipe(optimizer, 0.03, schedule, MOMENTUM, 16, EPOCHS, 0.1, 0.01);
      List<Step> steps = record(recipe);
      assertEquals(EPOCHS * 3, steps.size());
      int size = steps.get(0).update().size();
      for (int k = 0; k < size; k++) {
        follow(recipe, steps, k);
      }
    }
  }

  private static void follow(TrainingRecipe recipe, List<Step> steps, int k) {
    double v = 0;
    double m = 0;
    double variance = 0;
    for (int t = 0; t < steps.size(); t++) {
      double g = steps.get(t).gradient().get(k);
      double rate = recipe.rate(t / 3);
      double expected =
          switch (recipe.optimizer()) {
            case SGD -> -rate * g;
            case MOMENTUM -> {
              v = MOMENTUM * v + g;
              yield -rate * v;
            }
            case NESTEROV -> {
              double before = v;
              v = MOMENTUM * v - rate * g;
              yield -MOMENTUM * before + (1 + MOMENTUM) * v;
            }
            case ADAM -> {
              m = 0.9 * m + 0.1 * g;
              variance = 0.999 * variance + 0.001 * g * g;
              double unbiased = Math.sqrt(1 - Math.pow(0.999, t + 1)) / (1 - Math.pow(0.9, t + 1));
              yield -rate * unbiased * m / (Math.sqrt(variance) + 1e-8);
            }
          };
      // Δθ is a difference of floats near 1.
      double tolerance = 2e-7 + 1e-4 * Math.abs(expected);
      assertEquals(expected, steps.get(t).update().get(k), tolerance, "step " + t + ", " + k);
    }
  }

  private static List<Step> record(TrainingRecipe recipe) {
    Dataset data = TestModels.clusters(List.of(5), 50, 4);
    List<Step> steps = new ArrayList<>();
    try (Dl4jModel model = Dl4jModel.create(TestModels.MLP, 2)) {
      model.train(
          new TrainingRequest(
              data,
              recipe,
              5,
              null,
              (update, gradient, before, after) ->
                  steps.add(new Step(boxed(update), boxed(gradient))),
              LossAfter.NEXT_MINIBATCH,
              true,
              Integer.MAX_VALUE,
              Progress.NONE));
    }
    return steps;
  }

  private static List<Float> boxed(float @Nullable [] values) {
    List<Float> boxed = new ArrayList<>();
    for (float value : java.util.Objects.requireNonNull(values)) {
      boxed.add(value);
    }
    return boxed;
  }
}
