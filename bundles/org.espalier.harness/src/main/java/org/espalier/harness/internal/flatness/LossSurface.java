package org.espalier.harness.internal.flatness;

import java.util.stream.IntStream;
import org.espalier.core.Progress;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.DifferentiableModel;
import org.espalier.core.model.Mask;

/**
 * The mean cross-entropy L of a model over fixed examples, around its weights θ and within a
 * subspace: S = {s ∈ ℝᵖ : sₖ = 0 where the mask cuts k}.
 *
 * <p>What is kept, biases too, may move; what is cut stays where it is. Shifts are p values, those
 * outside of S are ignored; gradients are projected onto S. So the Hessian seen from here is P H P,
 * P the projection onto S, which is H with the rows and columns of cut weights left out. The model
 * has its own weights again after each call.
 */
public final class LossSurface {
  /** Examples of one gradient, as memory allows. */
  private static final int CHUNK = 2048;

  private final DifferentiableModel model;
  private final Dataset data;
  private final Mask mask;
  private final Progress progress;
  private final float[] own;
  private final double[] weights;
  private long gradients;
  private long losses;

  /**
   * @param model at the weights θ to look around
   * @param data the fixed examples
   * @param mask what may move
   * @throws IllegalArgumentException if the mask is of another layout
   */
  public LossSurface(DifferentiableModel model, Dataset data, Mask mask, Progress progress) {
    if (!mask.layout().equals(model.layout())) {
      throw new IllegalArgumentException("the mask is of another model");
    }
    this.model = model;
    this.data = data;
    this.mask = mask;
    this.progress = progress;
    this.own = model.weights();
    this.weights = mask.only(IntStream.range(0, own.length).mapToDouble(k -> own[k]).toArray());
  }

  /** What may move. */
  public Mask mask() {
    return mask;
  }

  /** θ projected onto S: p values. */
  public double[] weights() {
    return weights.clone();
  }

  /** L(θ + s) in nats. */
  public double loss(double[] shift) {
    progress.check();
    losses++;
    try {
      model.setWeights(shifted(shift));
      return model.evaluate(data).loss();
    } finally {
      model.setWeights(own);
    }
  }

  /** P ∇L(θ + s): p values. */
  public double[] gradient(double[] shift) {
    gradients++;
    double[] sum = new double[own.length];
    try {
      model.setWeights(shifted(shift));
      for (int from = 0; from < data.size(); from += CHUNK) {
        progress.check();
        int to = Math.min(data.size(), from + CHUNK);
        Dataset chunk = to - from == data.size() ? data : data.select(rows(from, to));
        float[] mean = model.gradient(chunk, 0);
        double share = (to - from) / (double) data.size();
        for (int k = 0; k < sum.length; k++) {
          sum[k] += share * mean[k];
        }
      }
    } finally {
      model.setWeights(own);
    }
    return mask.only(sum);
  }

  private static int[] rows(int from, int to) {
    return IntStream.range(from, to).toArray();
  }

  private float[] shifted(double[] shift) {
    float[] there = own.clone();
    for (int k = 0; k < there.length; k++) {
      if (mask.keeps(k)) {
        there[k] = (float) (own[k] + shift[k]);
      }
    }
    return there;
  }

  /** How many gradients over all examples were taken. */
  public long gradients() {
    return gradients;
  }

  /** How often the loss alone was taken. */
  public long losses() {
    return losses;
  }
}
