package org.espalier.estimator.lasso.internal;

import java.util.Arrays;
import org.espalier.core.Progress;
import org.espalier.core.trajectory.FloatRows;

/**
 * Stochastic gradient descent on ½(yₜ − Σₖ γₖ sₜ(Δθₜₖ)²)² with an L1 penalty applied as a clip
 * towards 0 of what is owed since the start, less what each γₖ has received (Tsuruoka, Tsujii and
 * Ananiadou 2009, "Stochastic Gradient Descent Training for L1-regularized Log-linear Models with
 * Cumulative Penalty", section 3.2). Starts at γ = 0.
 */
final class CumulativePenaltySgd {
  private static final int BLOCK = 2048;

  private final FloatRows updates;
  private final double[] response;
  private final double[] scales;
  private final PaperSgdOptions options;
  private final Progress progress;
  private final double[] gamma;
  private final double[] received;
  private final double[] errors;
  private final float[] floats = new float[BLOCK];
  private final double[] gradient = new double[BLOCK];
  private int minibatches;
  private double owed;

  /**
   * @param response y, one value a row of the updates
   * @param scales s, one value a row
   */
  CumulativePenaltySgd(
      FloatRows updates,
      double[] response,
      double[] scales,
      PaperSgdOptions options,
      Progress progress) {
    this.updates = updates;
    this.response = response;
    this.scales = scales;
    this.options = options;
    this.progress = progress;
    this.gamma = new double[updates.columns()];
    this.received = new double[updates.columns()];
    this.errors = new double[Math.min(options.batch(), response.length)];
  }

  /** γ, p values. */
  double[] gamma() {
    return gamma;
  }

  /**
   * Descends by the mean gradient of one minibatch.
   *
   * @param order of the steps
   * @param from where in the order the minibatch begins
   * @param to where it ends
   * @return the sum of its steps' losses before the descent
   */
  double descend(int[] order, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      int t = order[i];
      double error = scales[t] * predict(t) - response[t];
      sum += 0.5 * error * error;
      errors[i - from] = error * scales[t] / (to - from);
    }
    minibatches++;
    double rate = options.rate() * Math.pow(minibatches, -options.decay());
    owed += rate * options.l1() / gamma.length;
    for (int start = 0; start < gamma.length; start += BLOCK) {
      int width = Math.min(BLOCK, gamma.length - start);
      Arrays.fill(gradient, 0, width, 0);
      for (int i = from; i < to; i++) {
        progress.check();
        updates.row(order[i]).position(start).get(floats, 0, width);
        addSquares(errors[i - from], width);
      }
      step(rate, start, width);
    }
    return sum;
  }

  /** Σₖ γₖ(Δθₜₖ)². */
  private double predict(int t) {
    progress.check();
    var row = updates.row(t);
    double sum = 0;
    for (int start = 0; start < gamma.length; start += BLOCK) {
      int width = Math.min(BLOCK, gamma.length - start);
      row.get(floats, 0, width);
      sum += weightedSquares(start, width);
    }
    return sum;
  }

  /** Four sums side by side, so that no addition waits for the one before. */
  private double weightedSquares(int start, int width) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < width; i += 4) {
      s0 = Math.fma((double) floats[i] * floats[i], gamma[start + i], s0);
      s1 = Math.fma((double) floats[i + 1] * floats[i + 1], gamma[start + i + 1], s1);
      s2 = Math.fma((double) floats[i + 2] * floats[i + 2], gamma[start + i + 2], s2);
      s3 = Math.fma((double) floats[i + 3] * floats[i + 3], gamma[start + i + 3], s3);
    }
    for (; i < width; i++) {
      s0 = Math.fma((double) floats[i] * floats[i], gamma[start + i], s0);
    }
    return (s0 + s1) + (s2 + s3);
  }

  private void addSquares(double error, int width) {
    for (int i = 0; i < width; i++) {
      gradient[i] = Math.fma((double) floats[i] * floats[i], error, gradient[i]);
    }
  }

  private void step(double rate, int start, int width) {
    for (int i = 0; i < width; i++) {
      int k = start + i;
      double moved = gamma[k] - rate * gradient[i];
      double clipped =
          moved > 0
              ? Math.max(0, moved - (owed + received[k]))
              : Math.min(0, moved + (owed - received[k]));
      received[k] += clipped - moved;
      gamma[k] = clipped;
    }
  }
}
