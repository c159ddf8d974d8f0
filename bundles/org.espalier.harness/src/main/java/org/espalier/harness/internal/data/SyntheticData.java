package org.espalier.harness.internal.data;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.espalier.core.model.Dataset;

/**
 * Examples whose class depends on ten features and on nothing else, so that the weights which read
 * the other thirty are useless for certain: x ~ N(0, I₄₀), the class is the largest of four outputs
 * V·tanh(W·x₁…₁₀), with W and V of normal values. The informative features stand among the others
 * in a fixed order without a pattern. The same on every machine.
 */
final class SyntheticData {
  static final int EXAMPLES = 8_000;
  static final int FEATURES = 40;
  static final int INFORMATIVE = 10;
  private static final int HIDDEN = 8;
  private static final int CLASSES = 4;

  /** Gives classes of 23 to 29 %. */
  private static final long SEED = 29;

  private final Random random = new Random(SEED);

  private SyntheticData() {}

  static LoadedData load() {
    return new SyntheticData().make();
  }

  private LoadedData make() {
    int[] order = IntStream.range(0, FEATURES).toArray();
    Shuffle.inPlace(order, random);
    double[] inner = normal(HIDDEN * INFORMATIVE, 1 / Math.sqrt(INFORMATIVE));
    double[] outer = normal(CLASSES * HIDDEN, 1);
    float[] features = new float[EXAMPLES * FEATURES];
    int[] labels = new int[EXAMPLES];
    for (int i = 0; i < EXAMPLES; i++) {
      for (int k = 0; k < FEATURES; k++) {
        features[i * FEATURES + k] = (float) random.nextGaussian();
      }
      labels[i] = label(features, i * FEATURES, order, inner, outer);
    }
    Dataset data = new Dataset("synthetic", List.of(FEATURES), features, labels, CLASSES);
    List<Integer> useless =
        IntStream.range(INFORMATIVE, FEATURES).map(k -> order[k]).sorted().boxed().toList();
    return new LoadedData(data, EXAMPLES * 3 / 4, true, useless);
  }

  private double[] normal(int count, double deviation) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = deviation * random.nextGaussian();
    }
    return values;
  }

  private static int label(
      float[] features, int from, int[] order, double[] inner, double[] outer) {
    double[] outputs = new double[CLASSES];
    for (int h = 0; h < HIDDEN; h++) {
      double sum = 0;
      for (int k = 0; k < INFORMATIVE; k++) {
        sum += inner[h * INFORMATIVE + k] * features[from + order[k]];
      }
      for (int c = 0; c < CLASSES; c++) {
        outputs[c] += outer[c * HIDDEN + h] * StrictMath.tanh(sum);
      }
    }
    int best = 0;
    for (int c = 1; c < CLASSES; c++) {
      best = outputs[c] > outputs[best] ? c : best;
    }
    return best;
  }
}
