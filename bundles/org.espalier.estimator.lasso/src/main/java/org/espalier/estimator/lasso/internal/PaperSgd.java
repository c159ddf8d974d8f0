package org.espalier.estimator.lasso.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.espalier.core.EspalierException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.trajectory.FloatRows;
import org.espalier.core.trajectory.Trajectories;
import org.espalier.core.trajectory.Trajectory;

/**
 * The paper's published procedure: stochastic gradient descent on ½(yₜ − Σₖ γₖ xₜₖ)² with an L1
 * penalty, where xₜₖ = (Δθₜₖ)²/ηₜ² and yₜ = ΔLₜ ÷ mean(ΔL), no intercept (Shah et al. 2024,
 * arXiv:2412.03035).
 *
 * <p>Each epoch shuffles the steps; each minibatch moves γ by its mean gradient at the rate η₀
 * t^−decay, t counting minibatches from 1, and then clips it towards 0 by the penalty it still owes
 * (Tsuruoka, Tsujii and Ananiadou 2009, "Stochastic Gradient Descent Training for L1-regularized
 * Log-linear Models with Cumulative Penalty", section 3.2). The loss of an epoch is the mean of
 * each step's loss just before its minibatch is used.
 *
 * <p>γ stays in the procedure's units, mean loss changes per squared gradient: times mean(ΔL)/η² it
 * is in loss per squared update, if η is the same throughout. The ranking by |γ| is the published
 * one.
 */
final class PaperSgd {
  private static final int BLOCK = 2048;

  /** Times the loss at γ = 0: from there no descent comes back. */
  private static final double HOPELESS = 1e10;

  private final PaperSgdOptions options;

  PaperSgd(PaperSgdOptions options) {
    this.options = options;
  }

  /**
   * Estimates γ.
   *
   * @param seed of the shuffles
   * @throws InvalidDataException if the trajectory holds no step, what is not finite, or loss
   *     changes with a mean of 0
   * @throws EspalierException if the descent diverges: an epoch's loss is not finite, or 1e10 times
   *     that of γ = 0
   */
  CausalEvidence estimate(Trajectory trajectory, long seed, Progress progress) {
    long start = System.nanoTime();
    Run run = new Run(trajectory, seed, progress);
    run.train();
    return new CausalEvidence(
        run.gamma,
        GrangerForm.INSTANTANEOUS,
        run.stoppedEarly,
        (System.nanoTime() - start) * 1e-9,
        run.details());
  }

  private final class Run {
    private final FloatRows updates;
    private final double[] response;
    private final double[] inverseSquaredRates;
    private final double mean;
    private final Random random;
    private final Progress progress;
    private final int[] order;
    private final double[] gamma;
    private final double[] received;
    private final double[] errors;
    private final float[] floats = new float[BLOCK];
    private final double[] gradient = new double[BLOCK];
    private final List<Double> losses = new ArrayList<>();
    private int minibatches;
    private double owed;
    private boolean stoppedEarly;

    Run(Trajectory trajectory, long seed, Progress progress) {
      this.updates = trajectory.updates();
      this.progress = progress;
      this.response = trajectory.losses().changes();
      this.mean = normalize(response);
      this.inverseSquaredRates = new double[response.length];
      Arrays.setAll(
          inverseSquaredRates,
          t -> {
            double rate = trajectory.manifest().learningRate(t);
            return 1 / (rate * rate);
          });
      this.random = new Random(seed);
      this.order = new int[response.length];
      Arrays.setAll(order, t -> t);
      this.gamma = new double[updates.columns()];
      this.received = new double[updates.columns()];
      this.errors = new double[Math.min(options.batch(), response.length)];
    }

    void train() {
      double least = Double.POSITIVE_INFINITY;
      int worse = 0;
      for (int epoch = 1; epoch <= options.epochs() && !stoppedEarly; epoch++) {
        progress.at(epoch - 1, options.epochs(), "epochs");
        shuffle();
        double loss = epoch();
        requireConvergent(loss, epoch);
        losses.add(loss);
        worse = loss < least ? 0 : worse + 1;
        least = Math.min(least, loss);
        stoppedEarly = worse >= options.patience();
      }
    }

    /** Fisher and Yates, as java.util.Collections.shuffle draws. */
    private void shuffle() {
      for (int i = order.length; i > 1; i--) {
        int j = random.nextInt(i);
        int swapped = order[i - 1];
        order[i - 1] = order[j];
        order[j] = swapped;
      }
    }

    private double epoch() {
      double sum = 0;
      for (int from = 0; from < order.length; from += options.batch()) {
        progress.check();
        int size = Math.min(options.batch(), order.length - from);
        predict(from, size);
        for (int b = 0; b < size; b++) {
          int t = order[from + b];
          double error = errors[b] * inverseSquaredRates[t] - response[t];
          sum += 0.5 * error * error;
          errors[b] = error * inverseSquaredRates[t] / size;
        }
        descend(from, size);
      }
      return sum / order.length;
    }

    /** errors[b] ← Σₖ (Δθₜₖ)² γₖ of each step t in the minibatch. */
    private void predict(int from, int size) {
      for (int b = 0; b < size; b++) {
        var row = updates.row(order[from + b]);
        double sum = 0;
        for (int start = 0; start < gamma.length; start += BLOCK) {
          int width = Math.min(BLOCK, gamma.length - start);
          row.get(floats, 0, width);
          sum += weightedSquares(start, width);
        }
        errors[b] = sum;
      }
    }

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

    private void descend(int from, int size) {
      minibatches++;
      double rate = options.rate() * Math.pow(minibatches, -options.decay());
      owed += rate * options.l1() / gamma.length;
      for (int start = 0; start < gamma.length; start += BLOCK) {
        int width = Math.min(BLOCK, gamma.length - start);
        Arrays.fill(gradient, 0, width, 0);
        for (int b = 0; b < size; b++) {
          updates.row(order[from + b]).position(start).get(floats, 0, width);
          addSquares(errors[b], width);
        }
        step(rate, start, width);
      }
    }

    private void addSquares(double error, int width) {
      for (int i = 0; i < width; i++) {
        gradient[i] = Math.fma((double) floats[i] * floats[i], error, gradient[i]);
      }
    }

    /** A step down the gradient, then the penalty owed since the start less what was received. */
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

    private void requireConvergent(double loss, int epoch) {
      double limit = HOPELESS * 0.5 * Vectors.squaredNorm(response) / response.length;
      if (loss <= limit && Double.isFinite(Vectors.squaredNorm(gamma))) {
        return;
      }
      Trajectories.requireFinite(updates, "updates.npy", progress);
      throw new EspalierException(
          "paper-sgd diverged in epoch %d: the squared gradients are too large for rate = %s; set a lower rate, or use lasso-granger"
              .formatted(epoch, options.rate()));
    }

    Map<String, Object> details() {
      Map<String, Object> details = new LinkedHashMap<>();
      details.put("form", "instantaneous");
      details.put("units", "mean loss changes per squared gradient");
      details.put("epochs", losses.size());
      details.put("stoppedEarly", stoppedEarly);
      details.put("losses", List.copyOf(losses));
      details.put("selected", (int) Arrays.stream(gamma).filter(g -> g != 0).count());
      details.put("meanLossChange", mean);
      details.put("steps", response.length);
      details.put("parameters", gamma.length);
      return details;
    }
  }

  /** Divides the loss changes by their mean, and returns the mean. */
  private static double normalize(double[] changes) {
    if (changes.length == 0) {
      throw new InvalidDataException("the trajectory has no step; record at least one");
    }
    LossChanges.requireFinite(changes);
    double mean = Arrays.stream(changes).sum() / changes.length;
    for (int t = 0; t < changes.length; t++) {
      changes[t] /= mean;
      if (!Double.isFinite(changes[t])) {
        throw new InvalidDataException(
            "the mean loss change is %s, and paper-sgd divides by it; use lasso-granger, or record steps over which the loss falls"
                .formatted(mean));
      }
    }
    return mean;
  }
}
