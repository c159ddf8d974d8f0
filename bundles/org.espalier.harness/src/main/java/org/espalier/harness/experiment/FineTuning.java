package org.espalier.harness.experiment;

import org.espalier.core.model.TrainingRecipe;

/**
 * Training after a cut, with the training's optimiser, batches and labels; the same for every
 * policy.
 *
 * @param epochs the whole budget, over all rounds
 * @param learningRate η, constant
 */
public record FineTuning(int epochs, double learningRate) {
  public FineTuning {
    if (epochs < 0) {
      throw new IllegalArgumentException(
          "fineTuning.epochs = " + epochs + "; it must be at least 0");
    }
    if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
      throw new IllegalArgumentException(
          "fineTuning.learningRate = " + learningRate + "; it must be positive");
    }
  }

  /** The recipe of so many epochs after a cut. */
  public TrainingRecipe recipe(TrainingRecipe training, int share) {
    return new TrainingRecipe(
        training.optimizer(),
        learningRate,
        org.espalier.core.model.RateSchedule.CONSTANT,
        training.momentum(),
        training.batchSize(),
        share,
        training.labelSmoothing(),
        training.weightDecay());
  }
}
