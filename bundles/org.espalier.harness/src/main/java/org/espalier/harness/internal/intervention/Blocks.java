package org.espalier.harness.internal.intervention;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.Granularity;
import org.espalier.core.model.IndexRange;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterGroup;
import org.espalier.core.model.ParameterLayout;

/**
 * The blocks of weights that are perturbed, and how far: the groups of a model without what a mask
 * can't cut. Biases and norms stay, for evidence about them would cut nothing; and so do weights
 * that are zero, for they have been cut.
 */
final class Blocks {
  /** Blocks in a pair, on the average. */
  private static final double AT_ONCE = 4;

  private static final double MOST_OFTEN = 0.5;

  private final float[] weights;
  private final double[] deviations;
  private final List<ParameterGroup> groups;

  private Blocks(float[] weights, double[] deviations, List<ParameterGroup> groups) {
    this.weights = weights;
    this.deviations = deviations;
    this.groups = groups;
  }

  /**
   * The blocks of a model.
   *
   * @param scale deviation of a perturbation, in root mean squares of its tensor's weights
   * @throws InvalidDataException if there is no weight to perturb, or one is not finite
   */
  static Blocks of(ParameterLayout layout, float[] weights, Granularity granularity, double scale) {
    double[] deviations = new double[layout.size()];
    for (Parameter tensor : layout.prunable()) {
      double deviation = scale * rootMeanSquare(weights, tensor);
      for (int k = tensor.offset(); k < tensor.end(); k++) {
        deviations[k] = weights[k] == 0 ? 0 : deviation;
      }
    }
    List<ParameterGroup> groups = new ArrayList<>();
    for (ParameterGroup group : ParameterGroup.of(layout, granularity)) {
      List<IndexRange> moving =
          group.ranges().stream()
              .filter(r -> Arrays.stream(deviations, r.from(), r.to()).anyMatch(d -> d > 0))
              .toList();
      if (!moving.isEmpty()) {
        groups.add(new ParameterGroup(group.name(), moving));
      }
    }
    if (groups.isEmpty()) {
      throw new InvalidDataException("the model has no weight that is prunable and not zero");
    }
    return new Blocks(weights, deviations, groups);
  }

  /** Of the weights that are not zero; 0 if all are. */
  private static double rootMeanSquare(float[] weights, Parameter tensor) {
    double sum = 0;
    int count = 0;
    for (int k = tensor.offset(); k < tensor.end(); k++) {
      sum += (double) weights[k] * weights[k];
      count += weights[k] == 0 ? 0 : 1;
    }
    if (!Double.isFinite(sum)) {
      throw new InvalidDataException(
          tensor.name() + " of the model has weights that are not finite; save it again");
    }
    return count == 0 ? 0 : Math.sqrt(sum / count);
  }

  int count() {
    return groups.size();
  }

  /**
   * Probability that a block takes part in a pair: about four at once, at most every second.
   *
   * <p>What hides a block's effect are the products of the perturbations, within it and with those
   * of the others, so it grows with the number perturbed at once as the signal does: with B blocks,
   * R pairs and a share q, the squared standard error is about (Bσ² + qB²τ²) ÷ R(1 − q), with σ²
   * from within the blocks and τ² from between them. So few at once are best; not one alone, for an
   * estimator with an intercept could not tell that from the blocks.
   */
  double participation() {
    return Math.min(MOST_OFTEN, AT_ONCE / count());
  }

  /** ‖θ_b‖². */
  double squaredNorm(int block) {
    double sum = 0;
    for (IndexRange range : groups.get(block).ranges()) {
      for (int k = range.from(); k < range.to(); k++) {
        sum += (double) weights[k] * weights[k];
      }
    }
    return sum;
  }

  /** Which blocks take part, at least one. */
  int[] draw(Random random) {
    double often = participation();
    int[] drawn = new int[0];
    while (drawn.length == 0) {
      drawn = IntStream.range(0, count()).filter(b -> random.nextDouble() < often).toArray();
    }
    return drawn;
  }

  /**
   * Perturbs one block.
   *
   * @param update gets Δθ of the block
   * @return its energy ‖Δθ‖²
   */
  double perturb(int block, Random random, float[] update) {
    double energy = 0;
    for (IndexRange range : groups.get(block).ranges()) {
      for (int k = range.from(); k < range.to(); k++) {
        update[k] = (float) (deviations[k] * random.nextGaussian());
        energy += (double) update[k] * update[k];
      }
    }
    return energy;
  }
}
