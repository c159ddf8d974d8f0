package org.espalier.estimator.lasso.internal;

import java.util.Arrays;
import org.espalier.core.Progress;

/**
 * Solves min (1/2n)‖y − X̃β‖² + λ Σ s_c|β_c| to a duality gap, where X̃ are squared updates with
 * the unpenalised columns taken out and s_c is the scale of column c.
 *
 * <p>A small working set of columns is solved by {@link SetSolver}; then one pass over all columns
 * gives the duality gap of the whole problem and the columns that violate it worst, which join the
 * set (Massias, Gramfort and Salmon 2018, "Celer: a fast solver for the Lasso with dual
 * extrapolation", with a set that only grows, and without the extrapolation).
 */
final class WorkingSetLasso {
  private static final int FIRST = 64;

  /** The set is solved to this share of the gap that is asked for. */
  private static final double INNER = 0.1;

  /** While all columns are further off than that, to this share of their gap. */
  private static final double EARLY = 0.01;

  private final SquaredUpdates features;
  private final double[] inverseScales;
  private final double[] response;
  private final double responseSquares;
  private final Progress progress;
  private final WorkingSet set;
  private final SetSolver solver;
  private double[] correlations;
  private double threshold;
  private double gap;
  private int passes;

  /**
   * @param inverseScales 1/s_c, or 0 for a column that can't take part
   * @param response y with the unpenalised columns taken out, n values
   * @param correlations X̃ᵀy
   */
  WorkingSetLasso(
      SquaredUpdates features,
      UnpenalizedColumns unpenalized,
      double[] inverseScales,
      double[] response,
      double[] correlations,
      Progress progress) {
    this.features = features;
    this.inverseScales = inverseScales;
    this.response = response;
    this.responseSquares = Vectors.squaredNorm(response);
    this.correlations = correlations;
    this.progress = progress;
    this.set = new WorkingSet(features, unpenalized);
    this.solver = new SetSolver(set, response);
  }

  /**
   * Goes on until the relative gap is at most {@code tolerance}, or {@code maxIterations} sweeps
   * are used up, or round-off allows no more.
   *
   * @return whether the tolerance was met
   */
  boolean solve(double lambda, double tolerance, int maxIterations) {
    threshold = lambda * features.rows();
    double unit = 0.5 * responseSquares;
    gap = wholeGap();
    while (gap > tolerance && solver.iterations() < maxIterations) {
      double before = gap;
      int[] added = violators();
      set.add(added, progress);
      solver.grow(penalties(added));
      solver.solve(INNER * unit * Math.max(tolerance, EARLY * gap), maxIterations, progress);
      correlations = features.transposeTimes(new double[][] {solver.residual()}, progress)[0];
      passes++;
      gap = wholeGap();
      progress.at(digits(gap), digits(tolerance), "tenths of a digit of the duality gap");
      if (added.length == 0 && gap > 0.5 * before) {
        break;
      }
    }
    return gap <= tolerance;
  }

  /** The duality gap over all columns, relative to ½‖y‖². */
  double gap() {
    return gap;
  }

  /** Passes over all columns so far. */
  int passes() {
    return passes;
  }

  /** Sweeps of coordinate descent so far. */
  int iterations() {
    return solver.iterations();
  }

  int workingSet() {
    return set.size();
  }

  /** 1 − ‖r‖²/‖y‖², or 0 for a response of zeros. */
  double rSquared() {
    return responseSquares == 0 ? 0 : 1 - Vectors.squaredNorm(solver.residual()) / responseSquares;
  }

  /** β, one value a column of X. */
  double[] coefficients() {
    double[] all = new double[features.columns()];
    double[] coefficients = solver.coefficients();
    for (int i = 0; i < coefficients.length; i++) {
      all[set.index(i)] = coefficients[i] / set.norm(i);
    }
    return all;
  }

  /** The largest |x_cᵀv|/s_c; divided by n, at v = y, it is the least λ with β = 0. */
  static double steepest(double[] correlations, double[] inverseScales) {
    double steepest = 0;
    for (int c = 0; c < correlations.length; c++) {
      steepest = Math.max(steepest, Math.abs(correlations[c]) * inverseScales[c]);
    }
    return steepest;
  }

  private double wholeGap() {
    if (responseSquares == 0 || threshold == 0) {
      return 0;
    }
    double absolute =
        DualityGap.of(
            solver.residual(),
            response,
            steepest(correlations, inverseScales) / threshold,
            solver.penalty());
    return absolute / (0.5 * responseSquares);
  }

  private static long digits(double gap) {
    return Math.round(-10 * Math.log10(Math.max(Double.MIN_NORMAL, Math.min(1, gap))));
  }

  /** The worst violators outside the set, at most as many as double it; ties fall by index. */
  private int[] violators() {
    double[] violations = new double[correlations.length];
    for (int c = 0; c < violations.length; c++) {
      double score = Math.abs(correlations[c]) * inverseScales[c];
      violations[c] = score > threshold ? score : 0;
    }
    for (int i = 0; i < set.size(); i++) {
      violations[set.index(i)] = 0;
    }
    double[] sorted = Arrays.stream(violations).filter(v -> v > 0).sorted().toArray();
    int count = Math.min(sorted.length, Math.max(FIRST, set.size()));
    if (count == 0) {
      return new int[0];
    }
    double least = sorted[sorted.length - count];
    int ties = count - (int) Arrays.stream(sorted).filter(v -> v > least).count();
    int[] worst = new int[count];
    int found = 0;
    for (int c = 0; c < violations.length; c++) {
      if (violations[c] > least || (violations[c] == least && ties-- > 0)) {
        worst[found++] = c;
      }
    }
    return worst;
  }

  private double[] penalties(int[] added) {
    double[] penalties = new double[added.length];
    int old = set.size() - added.length;
    for (int i = 0; i < added.length; i++) {
      penalties[i] = threshold / (inverseScales[added[i]] * set.norm(old + i));
    }
    return penalties;
  }
}
