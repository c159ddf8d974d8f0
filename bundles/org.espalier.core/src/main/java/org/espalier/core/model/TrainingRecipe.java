package org.espalier.core.model;

import java.util.ArrayList;
import java.util.List;

/**
 * How a network is trained; it changes which pruning wins, so results name it.
 *
 * @param optimizer the update rule
 * @param learningRate η of the first epoch, in (0, 10⁶]
 * @param schedule how η goes on
 * @param momentum μ in [0, 1), for the optimisers that have one
 * @param batchSize examples of a step; what is left over at an epoch's end is dropped
 * @param epochs passes over the data, at least 0
 * @param labelSmoothing ε in [0, 1)
 * @param weightDecay λ in [0, 10⁶] of a term λ‖w‖²/2 over the weights (not the biases) in the loss
 */
public record TrainingRecipe(
    Optimizer optimizer,
    double learningRate,
    RateSchedule schedule,
    double momentum,
    int batchSize,
    int epochs,
    double labelSmoothing,
    double weightDecay) {

  private static final double PLAIN_MOMENTUM = 0.9;

  /** Far beyond any use, and far from a float's overflow. */
  private static final double MOST = 1e6;

  public TrainingRecipe {
    require(learningRate > 0 && learningRate <= MOST, "learningRate", learningRate, "in (0, 1e6]");
    require(momentum >= 0 && momentum < 1, "momentum", momentum, "in [0, 1)");
    require(batchSize >= 1, "batchSize", batchSize, "at least 1");
    require(epochs >= 0, "epochs", epochs, "at least 0");
    require(
        labelSmoothing >= 0 && labelSmoothing < 1, "labelSmoothing", labelSmoothing, "in [0, 1)");
    require(weightDecay >= 0 && weightDecay <= MOST, "weightDecay", weightDecay, "in [0, 1e6]");
  }

  /** Momentum SGD as the reference tables use it: η 0.02, μ 0.9, batch 64, 60 epochs. */
  public static TrainingRecipe standard() {
    return new TrainingRecipe(
        Optimizer.MOMENTUM, 0.02, RateSchedule.CONSTANT, PLAIN_MOMENTUM, 64, 60, 0, 0);
  }

  public TrainingRecipe withEpochs(int changed) {
    return new TrainingRecipe(
        optimizer,
        learningRate,
        schedule,
        momentum,
        batchSize,
        changed,
        labelSmoothing,
        weightDecay);
  }

  /** η of an epoch. */
  public double rate(int epoch) {
    return learningRate * schedule.factor(epoch, Math.max(1, epochs));
  }

  /** Steps of one epoch over n examples: whole batches only, but at least one. */
  public int stepsPerEpoch(int examples) {
    return Math.max(1, examples / batchSize);
  }

  /** The learning rate of every step, over n examples; the first phase begins at step 0. */
  public List<RatePhase> ratePhases(int examples) {
    List<RatePhase> phases = new ArrayList<>();
    for (int epoch = 0; epoch < Math.max(1, epochs); epoch++) {
      double rate = rate(epoch);
      if (phases.isEmpty() || phases.get(phases.size() - 1).rate() != rate) {
        phases.add(new RatePhase(epoch * stepsPerEpoch(examples), rate));
      }
    }
    return phases;
  }

  /** A short name such as {@code momentum-0.02-b64-e60}, with what differs from the plain. */
  public String id() {
    return optimizer.id()
        + "-"
        + learningRate
        + (schedule == RateSchedule.CONSTANT
            ? ""
            : "-" + schedule.name().toLowerCase(java.util.Locale.ROOT))
        + "-b"
        + batchSize
        + "-e"
        + epochs
        + (hasMomentum() && momentum != PLAIN_MOMENTUM ? "-mu" + momentum : "")
        + (labelSmoothing == 0 ? "" : "-smooth" + labelSmoothing)
        + (weightDecay == 0 ? "" : "-decay" + weightDecay);
  }

  private boolean hasMomentum() {
    return optimizer == Optimizer.MOMENTUM || optimizer == Optimizer.NESTEROV;
  }

  private static void require(boolean holds, String name, Number value, String limits) {
    if (!holds) {
      throw new IllegalArgumentException(name + " = " + value + "; it must be " + limits);
    }
  }
}
