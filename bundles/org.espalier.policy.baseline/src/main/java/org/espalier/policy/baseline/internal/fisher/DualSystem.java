package org.espalier.policy.baseline.internal.fisher;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * M = cI + GGᵀ over some columns of G, N × N, factored: what Woodbury's identity asks for in place
 * of the m × m matrix, (cI + GᵀG)⁻¹ = (I − GᵀM⁻¹G) ÷ c.
 */
final class DualSystem {
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
    factor();
  }

  private void factor() {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double rest = lower[i * n + j];
        for (int k = 0; k < j; k++) {
          rest -= lower[i * n + k] * lower[j * n + k];
        }
        if (j < i) {
          lower[i * n + j] = rest / lower[j * n + j];
        } else if (rest > 0 && rest <= Double.MAX_VALUE) {
          lower[i * n + i] = Math.sqrt(rest);
        } else {
          throw FisherWeights.notPositive();
        }
      }
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
    double[] inverse = inverseColumns();
    int strip = 1 << 10;
    IntStream.range(0, (columns.length + strip - 1) / strip)
        .parallel()
        .forEach(
            s -> {
              double[] g = new double[n];
              double[] solved = new double[n];
              for (int i = s * strip; i < Math.min(columns.length, (s + 1) * strip); i++) {
                gradients.read(columns[i], g);
                remains[columns[i]] = 1 - squaredLength(inverse, g, solved);
              }
            });
  }

  /** L⁻¹ column by column, for sums of columns run along memory. */
  private double[] inverseColumns() {
    double[] inverse = new double[n * n];
    double[] row = new double[n];
    double[] rows = new double[n * n];
    for (int i = 0; i < n; i++) {
      Arrays.fill(row, 0);
      row[i] = 1;
      for (int k = 0; k < i; k++) {
        double factor = lower[i * n + k];
        for (int j = 0; j <= k; j++) {
          row[j] -= factor * rows[k * n + j];
        }
      }
      for (int j = 0; j <= i; j++) {
        rows[i * n + j] = row[j] / lower[i * n + i];
        inverse[j * n + i] = rows[i * n + j];
      }
    }
    return inverse;
  }

  private double squaredLength(double[] inverse, double[] g, double[] solved) {
    Arrays.fill(solved, 0);
    for (int j = 0; j < n; j++) {
      double factor = g[j];
      int at = j * n;
      for (int i = j; i < n; i++) {
        solved[i] += factor * inverse[at + i];
      }
    }
    double sum = 0;
    for (double value : solved) {
      sum += value * value;
    }
    return sum;
  }
}
