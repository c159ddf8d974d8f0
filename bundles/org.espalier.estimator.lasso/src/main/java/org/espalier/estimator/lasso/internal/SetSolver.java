package org.espalier.estimator.lasso.internal;

import java.util.Arrays;
import org.espalier.core.Progress;

/**
 * Solves min ½‖y − Ab‖² + Σ μᵢ|bᵢ| over the columns A of a working set, from where it last stood.
 *
 * <p>Cyclic coordinate descent (Friedman, Hastie and Tibshirani 2010) finds the signs; then {@link
 * SupportStep} solves for the support at once, which is what nearly collinear columns need. Both
 * only ever lower the objective.
 */
final class SetSolver {
  /** Sweeps over the support between a sweep over the whole set and a step on the support. */
  private static final int SUPPORT_SWEEPS = 8;

  /** Support steps in a row that may leave the gap where it was. */
  private static final int PATIENCE = 100;

  private final WorkingSet set;
  private final double[] response;
  private final double[] residual;
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
    this.supportStep = new SupportStep(set);
  }

  /** b, one value a member of the set. */
  double[] coefficients() {
    return coefficients;
  }

  /** y − Ab. */
  double[] residual() {
    return residual;
  }

  /** Sweeps of coordinate descent so far. */
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
   * Takes up the members added to the set since the last call, with coefficients of 0.
   *
   * @param added μ of each new member
   */
  void grow(double[] added) {
    int old = penalties.length;
    penalties = Arrays.copyOf(penalties, set.size());
    System.arraycopy(added, 0, penalties, old, added.length);
    coefficients = Arrays.copyOf(coefficients, set.size());
  }

  /**
   * Lowers the duality gap on the set to {@code target}, or gives up after {@code maxIterations}
   * sweeps in all, or when round-off allows no more.
   */
  void solve(double target, int maxIterations, Progress progress) {
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
    int[] members = new int[coefficients.length];
    Arrays.setAll(members, i -> i);
    double[] correlations = new double[members.length];
    set.products(members, members.length, residual, correlations);
    double steepest = 0;
    for (int i = 0; i < correlations.length; i++) {
      steepest = Math.max(steepest, Math.abs(correlations[i]) / penalties[i]);
    }
    return DualityGap.of(residual, response, steepest, penalty());
  }

  private static double shrink(double value, double by) {
    return value > by ? value - by : value < -by ? value + by : 0;
  }
}
