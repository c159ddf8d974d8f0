package org.espalier.policy.baseline.internal.fisher;

import java.util.stream.IntStream;
import org.espalier.lib.algebra.LinearAlgebra;

/**
 * M = cI + GGᵀ over some columns of G, N × N, factored: what Woodbury's identity asks for in place
 * of the m × m matrix, (cI + GᵀG)⁻¹ = (I − GᵀM⁻¹G) ÷ c.
 */
final class DualSystem {
  /** Columns that one thread solves for at a time. */
  private static final int STRIP = 1 << 8;

  private final int n;

  /** M = LLᵀ, L row by row. */
  private final double[] lower;

  /**
   * Factors M.
   *
   * @param gram GGᵀ, of which the lower triangle is read; overwritten
   * @param n N
   * @param ridge c, positive
   * @throws org.espalier.core.EspalierException if rounding has eaten up the ridge
   */
  DualSystem(double[] gram, int n, double ridge) {
    this.n = n;
    lower = gram;
    for (int i = 0; i < n; i++) {
      lower[i * n + i] += ridge;
    }
    if (!LinearAlgebra.best().cholesky(lower, n) || !isFinite()) {
      throw FisherWeights.notPositive();
    }
  }

  /** M⁻¹b. */
  double[] solve(double[] b) {
    double[] x = b.clone();
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < i; k++) {
        x[i] -= lower[i * n + k] * x[k];
      }
      x[i] /= lower[i * n + i];
    }
    for (int i = n - 1; i >= 0; i--) {
      x[i] /= lower[i * n + i];
      for (int k = 0; k < i; k++) {
        x[k] -= lower[i * n + k] * x[i];
      }
    }
    return x;
  }

  /**
   * 1 − gᵀM⁻¹g = 1 − ‖L⁻¹g‖² of each column, in [0, 1]: c times the diagonal of (cI + GᵀG)⁻¹.
   *
   * @param columns those that the system is over
   * @param remains of all columns; written for these
   */
  void writeRemains(GradientColumns gradients, int[] columns, double[] remains) {
    IntStream.range(0, (columns.length + STRIP - 1) / STRIP)
        .parallel()
        .forEach(s -> writeStrip(gradients, columns, s * STRIP, remains));
  }

  private void writeStrip(GradientColumns gradients, int[] columns, int first, double[] remains) {
    int count = Math.min(STRIP, columns.length - first);
    double[] solved = gradients.beside(columns, first, count);
    LinearAlgebra.best().solveLower(lower, n, solved, count);
    double[] squares = new double[count];
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < count; c++) {
        double value = solved[i * count + c];
        squares[c] += value * value;
      }
    }
    for (int c = 0; c < count; c++) {
      remains[columns[first + c]] = 1 - squares[c];
    }
  }

  private boolean isFinite() {
    return IntStream.range(0, n).allMatch(i -> Double.isFinite(lower[i * n + i]));
  }
}
