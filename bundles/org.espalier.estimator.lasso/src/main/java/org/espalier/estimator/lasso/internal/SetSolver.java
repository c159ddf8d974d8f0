package org.espalier.estimator.lasso.internal;

import java.util.Arrays;
import org.espalier.core.Progress;

/**
 * Solves min ½‖y − Ab‖² + Σ μᵢ|bᵢ| over the columns A of a working set, from where it last stood.
 *
 * <p>Cyclic coordinate descent on the Gram matrix (Friedman, Hastie and Tibshirani 2010, covariance
 * updates) finds the signs; then {@link SupportStep} solves for the support at once, which is what
 * nearly collinear columns need. Both only ever lower the objective.
 */
final class SetSolver {
  /** Sweeps before each step on the support. */
  private static final int SWEEPS = 8;

  /** Support steps in a row that may leave the gap where it was. */
  private static final int PATIENCE = 100;

  private final WorkingSet set;
  private final double[] response;
  private final double responseSquares;
  private final SupportStep supportStep;
  private double[] penalties = new double[0];
  private double[] products = new double[0];
  private double[] correlations = new double[0];
  private double[] coefficients = new double[0];
  private int iterations;

  /**
   * @param response y, partialled out
   */
  SetSolver(WorkingSet set, double[] response) {
    this.set = set;
    this.response = response;
    this.responseSquares = Vectors.squaredNorm(response);
    this.supportStep = new SupportStep(set);
  }

  /** b, one value a member of the set. */
  double[] coefficients() {
    return coefficients;
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

  /** y − Ab, from the columns themselves. */
  double[] residual() {
    double[] residual = response.clone();
    for (int i = 0; i < coefficients.length; i++) {
      if (coefficients[i] != 0) {
        Vectors.addScaled(-coefficients[i], set.column(i), residual);
      }
    }
    return residual;
  }

  /**
   * Takes up the members added to the set since the last call, with coefficients of 0.
   *
   * @param residual y − Ab
   * @param added μ of each new member
   */
  void grow(double[] residual, double[] added) {
    int old = penalties.length;
    int size = set.size();
    penalties = Arrays.copyOf(penalties, size);
    System.arraycopy(added, 0, penalties, old, added.length);
    products = Arrays.copyOf(products, size);
    coefficients = Arrays.copyOf(coefficients, size);
    correlations = new double[size];
    for (int i = 0; i < size; i++) {
      correlations[i] = Vectors.dot(set.column(i), residual);
      if (i >= old) {
        products[i] = Vectors.dot(set.column(i), response);
      }
    }
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
      for (int s = 0; s < SWEEPS && moved && iterations < maxIterations; s++) {
        progress.check();
        moved = sweep();
        iterations++;
      }
      supportStep.take(coefficients, correlations, penalties, progress);
      double gap = gap();
      if (gap <= target) {
        return;
      }
      stalled = gap < 0.9 * least ? 0 : stalled + 1;
      least = Math.min(least, gap);
    }
  }

  private boolean sweep() {
    boolean moved = false;
    for (int i = 0; i < coefficients.length; i++) {
      double before = coefficients[i];
      double after = shrink(correlations[i] + before, penalties[i]);
      if (after != before) {
        coefficients[i] = after;
        Vectors.addScaled(before - after, set.gram(i), correlations);
        moved = true;
      }
    }
    return moved;
  }

  /** The duality gap on the set, at the best multiple of the residual that is dual feasible. */
  private double gap() {
    double residualSquares = responseSquares;
    double along = responseSquares;
    double steepest = 0;
    for (int i = 0; i < coefficients.length; i++) {
      residualSquares -= coefficients[i] * (products[i] + correlations[i]);
      along -= coefficients[i] * products[i];
      steepest = Math.max(steepest, Math.abs(correlations[i]) / penalties[i]);
    }
    return DualityGap.of(responseSquares, Math.max(residualSquares, 0), along, steepest, penalty());
  }

  private static double shrink(double value, double by) {
    return value > by ? value - by : value < -by ? value + by : 0;
  }
}
