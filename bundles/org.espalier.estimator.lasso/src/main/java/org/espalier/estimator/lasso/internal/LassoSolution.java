package org.espalier.estimator.lasso.internal;

import java.util.Arrays;

/** The solution for one λ: β of the columns where it is not 0, and the residual. */
final class LassoSolution {
  private final double lambda;
  private final int[] indices;
  private final double[] coefficients;
  private final double[] residual;
  private final double penalty;

  private LassoSolution(
      double lambda, int[] indices, double[] coefficients, double[] residual, double penalty) {
    this.lambda = lambda;
    this.indices = indices;
    this.coefficients = coefficients;
    this.residual = residual;
    this.penalty = penalty;
  }

  /** What a solver has found on a working set. */
  static LassoSolution of(double lambda, WorkingSet set, SetSolver solver) {
    double[] b = solver.coefficients();
    int count = 0;
    int[] indices = new int[b.length];
    double[] coefficients = new double[b.length];
    for (int i = 0; i < b.length; i++) {
      if (b[i] != 0) {
        indices[count] = set.index(i);
        coefficients[count++] = b[i] / set.norm(i);
      }
    }
    return new LassoSolution(
        lambda,
        Arrays.copyOf(indices, count),
        Arrays.copyOf(coefficients, count),
        solver.residual().clone(),
        solver.penalty());
  }

  /** λ, for the response as the solver had it. */
  double lambda() {
    return lambda;
  }

  /** Number of columns with β ≠ 0. */
  int size() {
    return indices.length;
  }

  /** The i-th column with β ≠ 0. */
  int index(int i) {
    return indices[i];
  }

  /** β of the i-th such column, per unit of the feature as it is. */
  double coefficient(int i) {
    return coefficients[i];
  }

  /** y − X̃β, not to be changed. */
  double[] residual() {
    return residual;
  }

  /** λn Σ s_c|β_c|. */
  double penalty() {
    return penalty;
  }
}
