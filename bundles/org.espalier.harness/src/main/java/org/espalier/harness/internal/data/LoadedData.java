package org.espalier.harness.internal.data;

import java.util.List;
import org.espalier.core.model.Dataset;

/**
 * A data set as it was read, and how it is to be used.
 *
 * @param data every example, unscaled unless {@code standardize} is off
 * @param trainSize examples of the training part
 * @param standardize whether features are to have mean 0 and deviation 1 on the training part
 * @param useless features that are known to tell nothing of the class; empty where nothing is known
 */
public record LoadedData(Dataset data, int trainSize, boolean standardize, List<Integer> useless) {
  /** Of whose features nothing is known. */
  public LoadedData(Dataset data, int trainSize, boolean standardize) {
    this(data, trainSize, standardize, List.of());
  }

  public LoadedData {
    useless = List.copyOf(useless);
    if (trainSize < 1 || trainSize >= data.size()) {
      throw new IllegalArgumentException(
          "data set %s has %d examples: too few for a training and a test part"
              .formatted(data.name(), data.size()));
    }
  }

  /** The same examples in another shape. */
  public LoadedData with(Dataset shaped) {
    return new LoadedData(shaped, trainSize, standardize, useless);
  }

  /** Three quarters to train on, the rest to test on. */
  static LoadedData usual(Dataset data, boolean standardize) {
    return new LoadedData(data, (int) Math.round(0.75 * data.size()), standardize);
  }
}
