package org.espalier.adapter.dl4j.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.espalier.core.Progress;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Optimizer;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.RateSchedule;
import org.espalier.core.model.StepObserver;
import org.espalier.core.model.TrainingRecipe;
import org.espalier.core.model.TrainingRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MaskTest {
  @ParameterizedTest
  @EnumSource
  void cutWeightsAreZeroAtEveryStepAndTheOthersLearn(Optimizer optimizer) {
    Dataset data = TestModels.clusters(List.of(2, 6, 5), 80, 1);
    try (Dl4jModel model = Dl4jModel.create(TestModels.CNN, 3)) {
      Mask mask = half(model.layout());
      float[] first = model.weights();
      float[] weights = mask.apply(model.weights());
      StepObserver observer =
          (update, gradient, before, after) -> {
            for (int k = 0; k < weights.length; k++) {
              weights[k] += update[k];
              if (!mask.keeps(k)) {
                assertTrue(update[k] == 0 && gradient != null && gradient[k] == 0);
              }
            }
          };
      TrainingRecipe recipe =
          new TrainingRecipe(optimizer, 0.02, RateSchedule.CONSTANT, 0.9, 16, 4, 0.1, 0.01);
      model.train(
          new TrainingRequest(
              data,
              recipe,
              5,
              mask,
              observer,
              LossAfter.SAME_MINIBATCH,
              true,
              Integer.MAX_VALUE,
              Progress.NONE));
      for (int k = 0; k < weights.length; k++) {
        float trained = model.weights()[k];
        if (mask.keeps(k)) {
          assertEquals(weights[k], trained, 1e-5);
        } else {
          assertEquals(0, trained);
          assertNotEquals(0, first[k]);
        }
      }
    }
  }

  @Test
  void theMaskOfAnotherModelIsRefused() {
    Dataset data = TestModels.clusters(List.of(5), 30, 1);
    try (Dl4jModel model = Dl4jModel.create(TestModels.MLP, 3);
        Dl4jModel other = Dl4jModel.create(TestModels.CNN, 3)) {
      TrainingRequest request =
          TrainingRequest.plain(data, TestModels.recipe(Optimizer.SGD, 0.1, 1), 1)
              .withMask(Mask.all(other.layout()));
      assertThrows(IllegalArgumentException.class, () -> model.train(request));
    }
  }

  private static Mask half(ParameterLayout layout) {
    BitSet kept = new BitSet();
    kept.set(0, layout.size());
    Random random = new Random(1);
    for (Parameter parameter : layout.prunable()) {
      for (int k = parameter.offset(); k < parameter.end(); k++) {
        kept.set(k, random.nextBoolean());
      }
    }
    return Mask.of(layout, kept);
  }
}
