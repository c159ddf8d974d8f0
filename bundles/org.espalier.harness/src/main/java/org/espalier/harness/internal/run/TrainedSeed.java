package org.espalier.harness.internal.run;

import java.nio.file.Path;
import org.espalier.harness.internal.data.DataSplit;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Training;

/** One seed's dense network, its data and its recorded trajectory. */
final class TrainedSeed {
  private final long seed;
  private final DataSplit split;
  private final float[] weights;
  private final Path trajectory;
  private final Training training;
  private final Cell dense;

  TrainedSeed(
      long seed, DataSplit split, float[] weights, Path trajectory, Training training, Cell dense) {
    this.seed = seed;
    this.split = split;
    this.weights = weights.clone();
    this.trajectory = trajectory;
    this.training = training;
    this.dense = dense;
  }

  long seed() {
    return seed;
  }

  DataSplit split() {
    return split;
  }

  float[] weights() {
    return weights.clone();
  }

  /** Folder of the trajectory. */
  Path trajectory() {
    return trajectory;
  }

  Training training() {
    return training;
  }

  /** The dense control. */
  Cell dense() {
    return dense;
  }
}
