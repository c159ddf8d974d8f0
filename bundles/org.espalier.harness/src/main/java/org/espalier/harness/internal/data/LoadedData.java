package org.espalier.harness.internal.data;

import org.espalier.core.model.Dataset;

/**
 * A data set as it was read, and how it is to be used.
 *
 * @param data every example, unscaled unless {@code standardize} is off
 * @param trainSize examples of the training part
 * @param standardize whether features are to have mean 0 and deviation 1 on the training part
 */
public record LoadedData(Dataset data, int trainSize, boolean standardize) {
  public LoadedData {
    if (trainSize < 1 || trainSize >= data.size()) {
      throw new IllegalArgumentException(
          "data set %s has %d examples: too few for a training and a test part"
              .formatted(data.name(), data.size()));
    }
  }

  /** Three quarters to train on, the rest to test on. */
  static LoadedData usual(Dataset data, boolean standardize) {
    return new LoadedData(data, (int) Math.round(0.75 * data.size()), standardize);
  }
}
