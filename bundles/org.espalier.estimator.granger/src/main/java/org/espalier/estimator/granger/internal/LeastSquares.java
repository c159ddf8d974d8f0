package org.espalier.estimator.granger.internal;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.DecompositionSolver;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/** Least squares on a few columns, by QR. */
final class LeastSquares {
  private final RealMatrix matrix;
  private final DecompositionSolver solver;

  /**
   * @param columns arrays of n values each, of length about 1
   */
  LeastSquares(double[][] columns) {
    this.matrix = new Array2DRowRealMatrix(columns, false).transpose();
    this.solver = new QRDecomposition(matrix, Standardized.ROUND_OFF).getSolver();
  }

  /** Whether each column stands out of the span of those before it; else nothing can be solved. */
  boolean independent() {
    return solver.isNonSingular();
  }

  /** β with the least ‖y − Xβ‖. */
  double[] coefficients(double[] y) {
    return solver.solve(new ArrayRealVector(y, false)).toArray();
  }

  /** Xβ. */
  double[] times(double[] coefficients) {
    return matrix.operate(coefficients);
  }

  /** y − Xβ; solved twice, so that round-off of the first solution is taken out too. */
  double[] residuals(double[] y) {
    double[] rest = y;
    for (int pass = 0; pass < 2; pass++) {
      rest = minus(rest, times(coefficients(rest)));
    }
    return rest;
  }

  /** a − b. */
  static double[] minus(double[] a, double[] b) {
    double[] difference = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      difference[i] = a[i] - b[i];
    }
    return difference;
  }

  /** ‖a‖². */
  static double squares(double[] a) {
    double sum = 0;
    for (double value : a) {
      sum += value * value;
    }
    return sum;
  }
}
