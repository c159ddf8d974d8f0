package org.espalier.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingRecipeTest {
  @Test
  void standardIsTheReferenceTables() {
    TrainingRecipe recipe = TrainingRecipe.standard();
    assertEquals("momentum-0.02-b64-e60", recipe.id());
    assertEquals(21, recipe.stepsPerEpoch(1347));
    assertEquals(List.of(new RatePhase(0, 0.02)), recipe.ratePhases(1347));
  }

  @Test
  void namesWhatDiffers() {
    assertEquals(
        "sgd-0.1-step-b8-e4-smooth0.1-decay1.0E-4",
        new TrainingRecipe(Optimizer.SGD, 0.1, RateSchedule.STEP, 0.5, 8, 4, 0.1, 1e-4).id());
    assertEquals(
        "nesterov-0.1-b8-e4-mu0.5",
        new TrainingRecipe(Optimizer.NESTEROV, 0.1, RateSchedule.CONSTANT, 0.5, 8, 4, 0, 0).id());
  }

  @Test
  void stepsDropWhatIsLeftOver() {
    TrainingRecipe recipe = recipe(RateSchedule.STEP, 8, 4);
    assertEquals(2, recipe.stepsPerEpoch(23));
    assertEquals(1, recipe.stepsPerEpoch(5));
  }

  @Test
  void phasesBeginWhereTheRateChanges() {
    assertEquals(
        List.of(new RatePhase(0, 0.1), new RatePhase(4, 0.1 * 0.1), new RatePhase(6, 0.1 * 0.01)),
        recipe(RateSchedule.STEP, 8, 4).ratePhases(16));
  }

  @Test
  void cosineFallsFromTheFullRate() {
    TrainingRecipe recipe = recipe(RateSchedule.COSINE, 8, 4);
    assertEquals(0.1, recipe.rate(0));
    assertEquals(0.05, recipe.rate(2), 1e-15);
    assertEquals(0.1 * (2 - Math.sqrt(2)) / 4, recipe.rate(3), 1e-15);
    assertEquals(4, recipe.ratePhases(8).size());
  }

  @Test
  void noEpochsStillHaveARate() {
    assertEquals(List.of(new RatePhase(0, 0.1)), recipe(RateSchedule.COSINE, 8, 0).ratePhases(16));
  }

  @Test
  void refusesInOneLine() {
    for (double rate : new double[] {0, -1, 1e30, Double.POSITIVE_INFINITY, Double.NaN}) {
      assertEquals(
          "learningRate = " + rate + "; it must be in (0, 1e6]", refusal(rate, 0, 1, 1, 0, 0));
    }
    assertEquals("momentum = 1.0; it must be in [0, 1)", refusal(1, 1, 1, 1, 0, 0));
    assertEquals("batchSize = 0; it must be at least 1", refusal(1, 0, 0, 1, 0, 0));
    assertEquals("epochs = -1; it must be at least 0", refusal(1, 0, 1, -1, 0, 0));
    assertEquals("labelSmoothing = 1.0; it must be in [0, 1)", refusal(1, 0, 1, 1, 1, 0));
    for (double decay : new double[] {-1, 1e30, Double.POSITIVE_INFINITY, Double.NaN}) {
      assertEquals(
          "weightDecay = " + decay + "; it must be in [0, 1e6]", refusal(1, 0, 1, 1, 0, decay));
    }
  }

  private static TrainingRecipe recipe(RateSchedule schedule, int batch, int epochs) {
    return new TrainingRecipe(Optimizer.SGD, 0.1, schedule, 0, batch, epochs, 0, 0);
  }

  private static String refusal(
      double rate, double momentum, int batch, int epochs, double smoothing, double decay) {
    return String.valueOf(
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new TrainingRecipe(
                        Optimizer.SGD,
                        rate,
                        RateSchedule.CONSTANT,
                        momentum,
                        batch,
                        epochs,
                        smoothing,
                        decay))
            .getMessage());
  }
}
