package org.espalier.harness.internal.intervention;

import java.util.Random;
import org.espalier.core.EspalierException;
import org.espalier.core.Progress;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.EvaluableModel;
import org.espalier.core.model.StepObserver;
import org.espalier.harness.evidence.Resolution;

/**
 * Perturbs the weights of a model that can only be run, and observes its loss: a trajectory of
 * interventions, whose γ tells the curvature of the loss.
 *
 * <p>Each pair of rows takes a random set of blocks and a minibatch B, draws Δ with independent
 * normal values in these blocks, and measures L(θ + Δ; B) − L(θ; B) and L(θ − Δ; B) − L(θ; B). With
 * g and H the gradient and the Hessian of L at θ on B,
 *
 * <pre>L(θ ± Δ; B) − L(θ; B) = ± gᵀΔ + ½ ΔᵀHΔ ± O(Δ³) + O(Δ⁴),</pre>
 *
 * <p>so the mean of the two has neither the first nor the third order. Given the squares Δₖ², the
 * signs of the Δₖ are still independent, and so
 *
 * <pre>E[½ ΔᵀHΔ | Δ²] = Σₖ ½ Hₖₖ Δₖ²,</pre>
 *
 * <p>which is the model ΔL = Σₖ γₖ (Δθₖ)² + ε of arXiv:2412.03035 with γₖ = ½ Hₖₖ, and with one γ
 * for a block the mean of its ½ Hₖₖ. Both rows of a pair have the same squares, so that least
 * squares on the rows sees only their mean. What is left in ε are the products ½ Hₖₗ ΔₖΔₗ of
 * different weights, of mean 0, the minibatches' own curvatures, and the fourth order, which makes
 * γ that of a loss smoothed over the size of Δ. Removing weights then adds γₖθₖ² to the loss, to
 * second order and each by itself, at a minimum of the loss.
 *
 * <p>Minibatches are of shuffled passes over the data.
 */
public final class Interventions {
  private final EvaluableModel model;
  private final InterventionOptions options;
  private final Minibatches minibatches;
  private final Random random;
  private final Progress progress;
  private final float[] weights;
  private final Blocks blocks;

  /**
   * @param train what minibatches are of
   * @param seed of the minibatches and the perturbations
   * @param progress told and asked each pair
   */
  public Interventions(
      EvaluableModel model,
      Dataset train,
      InterventionOptions options,
      long seed,
      Progress progress) {
    this.model = model;
    this.options = options;
    this.random = new Random(seed);
    this.minibatches = new Minibatches(train, options.batchSize(), random);
    this.progress = progress;
    this.weights = model.weights();
    this.blocks = Blocks.of(model.layout(), weights, options.blocks(), options.scale());
  }

  /** θ, which the rows perturb. */
  public float[] weights() {
    return weights.clone();
  }

  /** Runs of the model that it takes: three a pair. */
  public int evaluations() {
    return 3 * options.pairs();
  }

  /** Probability that a block takes part in a pair. */
  public double participation() {
    return blocks.participation();
  }

  /**
   * Perturbs, pair by pair; the model's weights are then what they were.
   *
   * @param observer gets two rows a pair, opposite updates, and losses on the same minibatch
   * @return what the pairs can tell of the blocks
   * @throws EspalierException if a loss is not finite
   * @throws org.espalier.core.CancelledException if cancelled; the rows are then whole pairs
   */
  public Resolution run(StepObserver observer) {
    BlockRegression regression = new BlockRegression(blocks);
    try {
      for (int pair = 0; pair < options.pairs(); pair++) {
        progress.check();
        perturb(pair, observer, regression);
        progress.at(pair + 1L, options.pairs(), "pairs");
      }
    } finally {
      model.setWeights(weights);
    }
    progress.check();
    return regression.resolution();
  }

  private void perturb(int pair, StepObserver observer, BlockRegression regression) {
    float[] update = new float[weights.length];
    int[] drawn = blocks.draw(random);
    double[] energies = new double[drawn.length];
    for (int i = 0; i < drawn.length; i++) {
      energies[i] = blocks.perturb(drawn[i], random, update);
    }
    Dataset batch = minibatches.next();
    double before = loss(0, update, batch, pair);
    double forth = loss(1, update, batch, pair);
    double back = loss(-1, update, batch, pair);
    observer.onStep(update, null, before, forth);
    for (int k = 0; k < update.length; k++) {
      update[k] = -update[k];
    }
    observer.onStep(update, null, before, back);
    regression.add(drawn, energies, (forth - before + (back - before)) / 2);
  }

  private double loss(int sign, float[] update, Dataset batch, int pair) {
    float[] moved = weights.clone();
    for (int k = 0; k < moved.length; k++) {
      moved[k] += sign * update[k];
    }
    model.setWeights(moved);
    double loss = model.evaluate(batch).loss();
    if (!Double.isFinite(loss)) {
      throw new EspalierException(
          sign == 0
              ? "the model's loss is "
                  + loss
                  + " on a minibatch; its weights or the data are at fault"
              : "the loss is %s after perturbation %d; lower the scale, which is %s"
                  .formatted(loss, pair, options.scale()));
    }
    return loss;
  }
}
