package org.espalier.harness.internal.run;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.espalier.core.Progress;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.EvaluableModel;
import org.espalier.core.model.Parameter;

/**
 * What cutting a weight of a dense network, that one alone, does to the loss: Lₖ − L over some
 * examples for a sample of weights k, θₖ set to 0 and no other answer. The check of every criterion
 * that calls a weight important.
 */
final class Ablation {
  /** More would make the loss no more exact than single precision allows. */
  static final int MOST_EXAMPLES = 1_000;

  private final int[] weights;
  private final double[] effects;

  private Ablation(int[] weights, double[] effects) {
    this.weights = weights;
    this.effects = effects;
  }

  /**
   * Cuts weights one by one; the model is left as it was.
   *
   * @param data whose first {@link #MOST_EXAMPLES} examples count
   * @param count how many prunable weights, drawn by the seed; all, if there are no more
   */
  static Ablation measure(
      EvaluableModel model, Dataset data, int count, long seed, Progress progress) {
    Dataset some =
        data.size() <= MOST_EXAMPLES
            ? data
            : data.select(IntStream.range(0, MOST_EXAMPLES).toArray());
    int[] weights = draw(model, count, new Random(seed));
    float[] theta = model.weights();
    double before = model.evaluate(some).loss();
    double[] effects = new double[weights.length];
    try {
      for (int i = 0; i < weights.length; i++) {
        progress.check();
        float[] cut = theta.clone();
        cut[weights[i]] = 0;
        model.setWeights(cut);
        effects[i] = model.evaluate(some).loss() - before;
      }
    } finally {
      model.setWeights(theta);
    }
    return new Ablation(weights, effects);
  }

  /** Without repetition, by index. */
  private static int[] draw(EvaluableModel model, int count, Random random) {
    int[] all =
        model.layout().prunable().stream()
            .flatMapToInt((Parameter p) -> IntStream.range(p.offset(), p.end()))
            .toArray();
    int taken = Math.min(count, all.length);
    for (int i = 0; i < taken; i++) {
      int other = i + random.nextInt(all.length - i);
      int swapped = all[i];
      all[i] = all[other];
      all[other] = swapped;
    }
    int[] some = Arrays.copyOf(all, taken);
    Arrays.sort(some);
    return some;
  }

  /**
   * Spearman's rank correlation of scores with what cutting did, in [−1, 1]: 1 where a criterion
   * ranks weights as their removal would; NaN where the scores are all alike.
   *
   * @param scores p values
   */
  double rankCorrelation(double[] scores) {
    double[] own = Arrays.stream(weights).mapToDouble(k -> scores[k]).toArray();
    return new SpearmansCorrelation().correlation(own, effects);
  }

  /** Indices in θ, ascending. */
  int[] weights() {
    return weights.clone();
  }

  /** Lₖ − L in nats, in the order of the weights. */
  double[] effects() {
    return effects.clone();
  }
}
