package org.espalier.adapter.dl4j.internal;

import java.util.List;
import java.util.Random;
import org.espalier.core.model.Architecture;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.LayerSpec;
import org.espalier.core.model.Optimizer;
import org.espalier.core.model.RateSchedule;
import org.espalier.core.model.TrainingRecipe;

/** Small models and data that tests share. */
final class TestModels {
  static final Architecture MLP =
      new Architecture(
          "mlp:5-7-4-3", List.of(5), List.of(new LayerSpec.Dense(7), new LayerSpec.Dense(4)), 3);

  static final Architecture CNN =
      new Architecture(
          "cnn",
          List.of(2, 6, 5),
          List.of(
              new LayerSpec.Convolution(3, 3),
              new LayerSpec.MaxPooling(2),
              new LayerSpec.Convolution(4, 3),
              new LayerSpec.Dense(5)),
          3);

  private TestModels() {}

  /** Three noisy clusters, one a class. */
  static Dataset clusters(List<Integer> shape, int examples, long seed) {
    Random random = new Random(seed);
    int width = shape.stream().reduce(1, Math::multiplyExact);
    float[] features = new float[examples * width];
    int[] labels = new int[examples];
    for (int i = 0; i < examples; i++) {
      labels[i] = i % 3;
      for (int j = 0; j < width; j++) {
        double centre = j % 3 == labels[i] ? 1 : 0;
        features[i * width + j] = (float) (centre + 0.3 * random.nextGaussian());
      }
    }
    return new Dataset("clusters", shape, features, labels, 3);
  }

  static TrainingRecipe recipe(Optimizer optimizer, double rate, int epochs) {
    return new TrainingRecipe(optimizer, rate, RateSchedule.CONSTANT, 0.9, 16, epochs, 0, 0);
  }
}
