package org.espalier.shell.internal;

import org.espalier.core.model.Optimizer;
import org.espalier.core.model.RateSchedule;
import org.espalier.core.model.TrainingRecipe;
import picocli.CommandLine.Option;

/** How to train, as options. */
final class RecipeOptions {
  @Option(
      names = "--optimizer",
      paramLabel = "O",
      defaultValue = "momentum",
      description = "sgd, momentum, nesterov or adam (default: ${DEFAULT-VALUE}).")
  private Optimizer optimizer = Optimizer.MOMENTUM;

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      defaultValue = "0.02",
      description = "Of the first epoch (default: ${DEFAULT-VALUE}).")
  private double learningRate;

  @Option(
      names = "--rate-schedule",
      paramLabel = "S",
      defaultValue = "constant",
      description = "constant, cosine or step (default: ${DEFAULT-VALUE}).")
  private RateSchedule schedule = RateSchedule.CONSTANT;

  @Option(
      names = "--momentum",
      paramLabel = "M",
      defaultValue = "0.9",
      description = "Default: ${DEFAULT-VALUE}.")
  private double momentum;

  @Option(
      names = "--batch",
      paramLabel = "B",
      defaultValue = "64",
      description = "Examples of a step (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--label-smoothing",
      paramLabel = "E",
      defaultValue = "0",
      description = "Default: ${DEFAULT-VALUE}.")
  private double labelSmoothing;

  @Option(
      names = "--weight-decay",
      paramLabel = "W",
      defaultValue = "0",
      description = "Default: ${DEFAULT-VALUE}.")
  private double weightDecay;

  int batch() {
    return batch;
  }

  TrainingRecipe recipe() {
    return new TrainingRecipe(
        optimizer, learningRate, schedule, momentum, batch, 1, labelSmoothing, weightDecay);
  }
}
