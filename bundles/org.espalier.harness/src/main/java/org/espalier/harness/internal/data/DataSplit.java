package org.espalier.harness.internal.data;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.espalier.core.model.Dataset;

/**
 * The parts of a data set for one seed.
 *
 * @param train what networks are trained on
 * @param validation what settings are chosen by, kept from training; empty if there is none
 * @param test what networks are measured on; nothing is chosen by it
 */
public record DataSplit(Dataset train, Optional<Dataset> validation, Dataset test) {
  /** Shuffles the examples by the seed, cuts, and standardises by the training part if asked. */
  public static DataSplit of(LoadedData loaded, long seed) {
    return of(loaded, seed, 0);
  }

  /**
   * As {@link #of(LoadedData, long)}; the test part is the same whatever is held out.
   *
   * @param heldOut share of the training part that becomes the validation part
   * @throws IllegalArgumentException if that leaves a part without examples
   */
  public static DataSplit of(LoadedData loaded, long seed, double heldOut) {
    Dataset all = loaded.data();
    int[] order = shuffled(all.size(), Seeds.derive(seed, Seeds.Purpose.SPLIT));
    int trained = loaded.trainSize() - (int) Math.round(heldOut * loaded.trainSize());
    if (trained < 1 || (heldOut > 0 && trained == loaded.trainSize())) {
      throw new IllegalArgumentException(
          "validation = %s leaves a part of the %d examples to train on empty"
              .formatted(heldOut, loaded.trainSize()));
    }
    Dataset train = all.select(Arrays.copyOf(order, trained));
    UnaryOperator<Dataset> scale =
        loaded.standardize() ? Standardization.of(train)::apply : UnaryOperator.identity();
    Dataset test = all.select(Arrays.copyOfRange(order, loaded.trainSize(), order.length));
    Optional<Dataset> validation =
        trained == loaded.trainSize()
            ? Optional.empty()
            : Optional.of(all.select(Arrays.copyOfRange(order, trained, loaded.trainSize())));
    return new DataSplit(scale.apply(train), validation.map(scale), scale.apply(test));
  }

  /** Every example: the training part, then the validation part, then the test part. */
  public Dataset all() {
    return validation.map(train::and).orElse(train).and(test);
  }

  private static int[] shuffled(int n, long seed) {
    int[] order = new int[n];
    Arrays.setAll(order, i -> i);
    Shuffle.inPlace(order, new Random(seed));
    return order;
  }
}
