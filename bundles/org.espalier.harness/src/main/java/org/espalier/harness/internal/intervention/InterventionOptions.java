package org.espalier.harness.internal.intervention;

import java.util.Map;
import java.util.TreeMap;
import org.espalier.core.model.Granularity;

/**
 * How to perturb.
 *
 * @param blocks what is perturbed as one: {@link Granularity#UNIT} or {@link Granularity#LAYER}
 * @param steps rows, an even number: two a pair
 * @param scale deviation of a perturbation, in root mean squares of the weights of its tensor; in
 *     (0, 1], beyond which little of the model is left
 * @param batchSize examples of a minibatch, at least 1; the whole training part if it has no more
 */
public record InterventionOptions(Granularity blocks, int steps, double scale, int batchSize) {
  public InterventionOptions {
    if (blocks == Granularity.WEIGHT) {
      throw new IllegalArgumentException(
          "single weights are too many to be told apart; perturb by unit or by layer");
    }
    if (steps < 2 || steps % 2 != 0) {
      throw new IllegalArgumentException(
          "steps = " + steps + "; perturbations come in pairs: an even number, at least 2");
    }
    if (!(scale > 0 && scale <= 1)) {
      throw new IllegalArgumentException("scale = " + scale + "; it must be in (0, 1]");
    }
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch = " + batchSize + "; it must be at least 1");
    }
  }

  int pairs() {
    return steps / 2;
  }

  /** Its numbers by name, for a manifest. */
  public Map<String, Double> numbers() {
    return new TreeMap<>(Map.of("scale", scale, "batchSize", (double) batchSize));
  }
}
