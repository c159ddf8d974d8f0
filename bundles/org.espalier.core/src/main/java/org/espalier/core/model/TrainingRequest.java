package org.espalier.core.model;

import org.espalier.core.Progress;
import org.jspecify.annotations.Nullable;

/**
 * What to train on, and how.
 *
 * @param data the training part
 * @param recipe optimiser, rates, batches, epochs
 * @param seed orders the minibatches
 * @param mask weights to hold at zero, or null
 * @param observer is told of each step, or null
 * @param lossAfter how the observer's loss after a step is measured
 * @param gradients whether the observer gets gradients too
 * @param maxSteps where training ends if the recipe's epochs don't end it before
 * @param progress told each epoch, asked each step
 */
public record TrainingRequest(
    Dataset data,
    TrainingRecipe recipe,
    long seed,
    @Nullable Mask mask,
    @Nullable StepObserver observer,
    LossAfter lossAfter,
    boolean gradients,
    int maxSteps,
    Progress progress) {

  /** Plain training: no mask, nobody watching. */
  public static TrainingRequest plain(Dataset data, TrainingRecipe recipe, long seed) {
    return new TrainingRequest(
        data,
        recipe,
        seed,
        null,
        null,
        LossAfter.SAME_MINIBATCH,
        false,
        Integer.MAX_VALUE,
        Progress.NONE);
  }

  public TrainingRequest withMask(Mask changed) {
    return new TrainingRequest(
        data, recipe, seed, changed, observer, lossAfter, gradients, maxSteps, progress);
  }

  public TrainingRequest withObserver(StepObserver changed) {
    return new TrainingRequest(
        data, recipe, seed, mask, changed, lossAfter, gradients, maxSteps, progress);
  }

  public TrainingRequest withProgress(Progress changed) {
    return new TrainingRequest(
        data, recipe, seed, mask, observer, lossAfter, gradients, maxSteps, changed);
  }
}
