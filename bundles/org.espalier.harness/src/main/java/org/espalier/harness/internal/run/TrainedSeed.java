package org.espalier.harness.internal.run;

import java.nio.file.Path;
import java.util.Optional;
import org.espalier.core.model.ParameterLayout;
import org.espalier.harness.internal.data.DataSplit;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Training;

/** One seed's dense network, its data, and how it came about as far as that is known. */
final class TrainedSeed {
  private final long seed;
  private final DataSplit split;
  private final ParameterLayout layout;
  private final float[] weights;
  private final Optional<Path> trajectory;
  private final Optional<Training> training;
  private final Cell dense;
  private final Optional<Ablation> ablation;
  private final Optional<KeptValues> keptValues;

  TrainedSeed(
      long seed,
      DataSplit split,
      ParameterLayout layout,
      float[] weights,
      Optional<Path> trajectory,
      Optional<Training> training,
      Cell dense,
      Optional<Ablation> ablation,
      Optional<KeptValues> keptValues) {
    this.seed = seed;
    this.split = split;
    this.layout = layout;
    this.weights = weights.clone();
    this.trajectory = trajectory;
    this.training = training;
    this.dense = dense;
    this.ablation = ablation;
    this.keptValues = keptValues;
  }

  long seed() {
    return seed;
  }

  DataSplit split() {
    return split;
  }

  ParameterLayout layout() {
    return layout;
  }

  float[] weights() {
    return weights.clone();
  }

  /** Folder of the trajectory, if there is one. */
  Optional<Path> trajectory() {
    return trajectory;
  }

  /** Empty of a network that was there already. */
  Optional<Training> training() {
    return training;
  }

  /** The dense control. */
  Cell dense() {
    return dense;
  }

  /** What cutting single weights of it does, if that is asked for. */
  Optional<Ablation> ablation() {
    return ablation;
  }

  /** What kept weights are given after a cut, if the schedule doesn't let them go on. */
  Optional<KeptValues> keptValues() {
    return keptValues;
  }
}
