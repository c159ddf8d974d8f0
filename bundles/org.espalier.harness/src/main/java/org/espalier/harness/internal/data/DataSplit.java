package org.espalier.harness.internal.data;

import java.util.Arrays;
import java.util.Random;
import org.espalier.core.model.Dataset;

/**
 * The training and test part of a data set for one seed.
 *
 * @param train what networks are trained on
 * @param test what they are measured on; nothing is chosen by it
 */
public record DataSplit(Dataset train, Dataset test) {
  /** Shuffles the examples by the seed, cuts, and standardises by the training part if asked. */
  public static DataSplit of(LoadedData loaded, long seed) {
    Dataset all = loaded.data();
    int[] order = shuffled(all.size(), Seeds.derive(seed, Seeds.Purpose.SPLIT));
    Dataset train = all.select(Arrays.copyOf(order, loaded.trainSize()));
    Dataset test = all.select(Arrays.copyOfRange(order, loaded.trainSize(), order.length));
    if (!loaded.standardize()) {
      return new DataSplit(train, test);
    }
    Standardization scale = Standardization.of(train);
    return new DataSplit(scale.apply(train), scale.apply(test));
  }

  /** Every example: the training part, then the test part. */
  public Dataset all() {
    return train.and(test);
  }

  private static int[] shuffled(int n, long seed) {
    int[] order = new int[n];
    Arrays.setAll(order, i -> i);
    Shuffle.inPlace(order, new Random(seed));
    return order;
  }
}
