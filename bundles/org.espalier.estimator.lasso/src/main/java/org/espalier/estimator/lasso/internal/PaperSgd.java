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
import org.espalier.core.trajectory.Trajectories;
import org.espalier.core.trajectory.Trajectory;

/**
 * The paper's published procedure: stochastic gradient descent with a cumulative L1 penalty on ½(yₜ
 * − Σₖ γₖ xₜₖ)², where xₜₖ = (Δθₜₖ)²/ηₜ² and yₜ = ΔLₜ ÷ mean(ΔL), no intercept (Shah et al. 2024,
 * arXiv:2412.03035).
 *
 * <p>Each epoch shuffles the steps; each minibatch moves γ by its mean gradient at the rate η₀
 * t^−decay, t counting minibatches from 1, and then clips it ({@link CumulativePenaltySgd}). The
 * loss of an epoch is the mean of each step's loss just before its minibatch is used.
 *
 * <p>γ stays in the procedure's units, mean loss changes per squared gradient: times mean(ΔL)/η² it
 * is in loss per squared update, if η is the same throughout. The ranking by |γ| is the published
 * one.
 */
final class PaperSgd {
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
    double[] response = trajectory.losses().changes();
    double mean = divideByMean(response);
    CumulativePenaltySgd sgd =
        new CumulativePenaltySgd(
            trajectory.updates(), response, inverseSquaredRates(trajectory), options, progress);
    double hopeless = HOPELESS * 0.5 * Vectors.squaredNorm(response) / response.length;
    Random random = new Random(seed);
    int[] order = new int[response.length];
    Arrays.setAll(order, t -> t);
    List<Double> losses = new ArrayList<>();
    double least = Double.POSITIVE_INFINITY;
    int worse = 0;
    while (losses.size() < options.epochs() && worse < options.patience()) {
      progress.at(losses.size(), options.epochs(), "epochs");
      shuffle(order, random);
      double loss = epoch(sgd, order);
      losses.add(loss);
      if (!(loss <= hopeless) || !Double.isFinite(Vectors.squaredNorm(sgd.gamma()))) {
        Trajectories.requireFinite(trajectory.updates(), "updates.npy", progress);
        throw diverged(losses.size());
      }
      worse = loss < least ? 0 : worse + 1;
      least = Math.min(least, loss);
    }
    boolean stoppedEarly = worse >= options.patience();
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("form", "instantaneous");
    details.put("units", "mean loss changes per squared gradient");
    details.put("epochs", losses.size());
    details.put("stoppedEarly", stoppedEarly);
    details.put("losses", List.copyOf(losses));
    details.put("selected", (int) Arrays.stream(sgd.gamma()).filter(g -> g != 0).count());
    details.put("meanLossChange", mean);
    details.put("steps", response.length);
    details.put("parameters", sgd.gamma().length);
    double seconds = (System.nanoTime() - start) * 1e-9;
    return new CausalEvidence(
        sgd.gamma(), GrangerForm.INSTANTANEOUS, stoppedEarly, seconds, details);
  }

  /** Divides the loss changes by their mean, and returns the mean. */
  private static double divideByMean(double[] changes) {
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

  private static double[] inverseSquaredRates(Trajectory trajectory) {
    double[] inverse = new double[trajectory.steps()];
    Arrays.setAll(
        inverse,
        t -> {
          double rate = trajectory.manifest().learningRate(t);
          return 1 / (rate * rate);
        });
    return inverse;
  }

  /** Fisher and Yates, as java.util.Collections.shuffle draws. */
  private static void shuffle(int[] order, Random random) {
    for (int i = order.length; i > 1; i--) {
      int j = random.nextInt(i);
      int swapped = order[i - 1];
      order[i - 1] = order[j];
      order[j] = swapped;
    }
  }

  /** The mean loss of the steps. */
  private double epoch(CumulativePenaltySgd sgd, int[] order) {
    double sum = 0;
    int next;
    for (int from = 0; from < order.length; from = next) {
      next = from + Math.min(options.batch(), order.length - from);
      sum += sgd.descend(order, from, next);
    }
    return sum / order.length;
  }

  private EspalierException diverged(int epoch) {
    return new EspalierException(
        "paper-sgd diverged in epoch %d: the squared gradients are too large for rate = %s; set a lower rate, or use lasso-granger"
            .formatted(epoch, options.rate()));
  }
}
