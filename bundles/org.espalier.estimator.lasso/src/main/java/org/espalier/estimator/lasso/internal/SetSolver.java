package org.espalier.estimator.lasso.internal;

import java.util.Arrays;
import org.espalier.core.Progress;

/**
 * Solves min ½‖y − Ab‖² + Σ μᵢ|bᵢ| over the columns A of a working set, from where it last stood.
 *
 * <p>{@link Homotopy} goes there directly. Where dependent columns or round-off stop it short of
 * the gap that is asked for, cyclic coordinate descent (Friedman, Hastie and Tibshirani 2010) and
 * {@link SupportStep} in turns do the rest; both only ever lower the objective.
 */
final class SetSolver {
  /** Ways that the homotopy tries: a second one takes out the first one's round-off. */
  private static final int WAYS = 3;

  /** Sweeps over the support between a sweep over the whole set and a step on the support. */
  private static final int SUPPORT_SWEEPS = 8;

  /** Support steps in a row that may leave the gap where it was. */
  private static final int PATIENCE = 100;

  private final WorkingSet set;
  private final double[] response;
  private final double[] residual;
  private final Homotopy homotopy;
  private final SupportStep supportStep;
  private double[] penalties = new double[0];
  private double[] coefficients = new double[0];
  private int iterations;

  /**
   * @param response y, partialled out
   */
  SetSolver(WorkingSet set, double[] response) {
    this.set = set;
    this.response = response;
    this.residual = response.clone();
    ActiveSet active = new ActiveSet(set);
    this.homotopy = new Homotopy(set, active);
    this.supportStep = new SupportStep(set, active);
  }

  /** b, one value a member of the set. */
  double[] coefficients() {
    return coefficients;
  }

  /** y − Ab. */
  double[] residual() {
    return residual;
  }

  /** Pieces of homotopy and sweeps of coordinate descent so far. */
  int iterations() {
    return iterations;
  }

  /** Σ μᵢ|bᵢ|. */
  double penalty() {
    double sum = 0;
    for (int i = 0; i < coefficients.length; i++) {
      sum = Math.fma(penalties[i], Math.abs(coefficients[i]), sum);
    }
    return sum;
  }

  /**
   * Lowers the duality gap on the set to {@code target}, or gives up after {@code maxIterations}
   * iterations in all, or when round-off allows no more. Members that are new start at 0.
   *
   * @param threshold λn: a member's penalty is that times its scale over its length
   */
  void solve(double threshold, double target, int maxIterations, Progress progress) {
    coefficients = Arrays.copyOf(coefficients, set.size());
    penalties = new double[set.size()];
    for (int i = 0; i < penalties.length; i++) {
      penalties[i] = threshold * set.scale(i) / set.norm(i);
    }
    for (int way = 0; way < WAYS && gap() > target && iterations < maxIterations; way++) {
      iterations +=
          homotopy.follow(coefficients, penalties, residual, maxIterations - iterations, progress);
      supportStep.refresh(coefficients, response, residual);
    }
    if (gap() > target) {
      descend(target, maxIterations, progress);
    }
  }

  private void descend(double target, int maxIterations, Progress progress) {
    double least = Double.POSITIVE_INFINITY;
    int stalled = 0;
    boolean moved = true;
    while (moved && stalled < PATIENCE && iterations < maxIterations) {
      moved = sweep(true, progress);
      for (int s = 0; s < SUPPORT_SWEEPS && iterations < maxIterations; s++) {
        if (!sweep(false, progress)) {
          break;
        }
      }
      supportStep.take(coefficients, penalties, response, residual, progress);
      double gap = gap();
      if (gap <= target) {
        return;
      }
      stalled = gap < 0.9 * least ? 0 : stalled + 1;
      least = Math.min(least, gap);
    }
  }

  /** One sweep over the whole set, or over the coefficients that are not 0. */
  private boolean sweep(boolean whole, Progress progress) {
    progress.check();
    iterations++;
    boolean moved = false;
    for (int i = 0; i < coefficients.length; i++) {
      double before = coefficients[i];
      if (whole || before != 0) {
        double after = shrink(Vectors.dot(set.column(i), residual) + before, penalties[i]);
        if (after != before) {
          coefficients[i] = after;
          Vectors.addScaled(before - after, set.column(i), residual);
          moved = true;
        }
      }
    }
    return moved;
  }

  private double gap() {
    double[] correlations = set.products(residual);
    double steepest = 0;
    for (int i = 0; i < correlations.length; i++) {
      steepest = Math.max(steepest, Math.abs(correlations[i]) / penalties[i]);
    }
    return DualityGap.of(residual, penalty(), response, residual, steepest);
  }

  private static double shrink(double value, double by) {
    return value > by ? value - by : value < -by ? value + by : 0;
  }
}
