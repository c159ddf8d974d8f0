package org.espalier.harness.internal.flatness;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.espalier.core.model.Mask;

/**
 * The ends of a symmetric operator's spectrum by Lanczos iteration with full reorthogonalisation
 * (Golub and Van Loan, Matrix Computations, 4th ed., 10.3), from a random vector.
 *
 * <p>It stops when the residual ‖Hx − λx‖ of the largest Ritz pair is at most the tolerance times
 * |λ|, when the subspace is exhausted, or at the cap of steps. The largest Ritz value is never
 * above the largest eigenvalue, the smallest never below the smallest, rounding apart.
 */
final class Lanczos {
  /** β relative to the largest Ritz value below which the Krylov space has nothing more. */
  private static final double EXHAUSTED = 1e-10;

  /**
   * What was found.
   *
   * @param largest Ritz value
   * @param smallest Ritz value
   * @param residual ‖Hx − λx‖ ÷ |λ| of the largest
   * @param steps products taken
   */
  record Ends(double largest, double smallest, double residual, int steps) {}

  private final Mask mask;
  private final UnaryOperator<double[]> operator;
  private final List<double[]> basis = new ArrayList<>();
  private final List<Double> alpha = new ArrayList<>();
  private final List<Double> beta = new ArrayList<>();
  private double[] top;

  /**
   * @param mask the subspace
   * @param operator v ↦ Hv, within the subspace
   */
  Lanczos(Mask mask, UnaryOperator<double[]> operator) {
    this.mask = mask;
    this.operator = operator;
    this.top = new double[mask.layout().size()];
  }

  /**
   * Iterates, once.
   *
   * @param most steps, at least 1
   * @param tolerance relative residual to stop at
   */
  Ends run(int most, double tolerance, long seed) {
    double[] v = Vectors.normal(mask, new Random(seed));
    double norm = Vectors.norm(v);
    if (norm == 0) {
      return new Ends(0, 0, 0, 0);
    }
    double[] next = Vectors.scaled(v, 1 / norm);
    int steps = Math.min(most, mask.toBitSet().cardinality());
    for (int step = 1; ; step++) {
      basis.add(next);
      double[] w = operator.apply(next);
      alpha.add(Vectors.dot(w, next));
      orthogonalise(w);
      orthogonalise(w);
      double rest = Vectors.norm(w);
      EigenDecomposition ritz = new EigenDecomposition(array(alpha), array(beta));
      int best = index(ritz.getRealEigenvalues(), 1);
      double largest = ritz.getRealEigenvalue(best);
      double smallest = ritz.getRealEigenvalue(index(ritz.getRealEigenvalues(), -1));
      double[] inBasis = ritz.getEigenvector(best).toArray();
      double residual = relative(rest * Math.abs(inBasis[step - 1]), largest);
      double scale = Math.max(Math.abs(largest), Math.abs(smallest));
      if (step >= steps || residual <= tolerance || rest <= EXHAUSTED * scale) {
        top = combined(inBasis);
        return new Ends(largest, smallest, residual, step);
      }
      beta.add(rest);
      next = Vectors.scaled(w, 1 / rest);
    }
  }

  /** The vector of the largest Ritz value, of norm 1; 0 before the run. */
  double[] top() {
    return top.clone();
  }

  private static double relative(double residual, double value) {
    return residual == 0 ? 0 : residual / Math.abs(value);
  }

  private void orthogonalise(double[] w) {
    for (double[] v : basis) {
      Vectors.add(w, -Vectors.dot(w, v), v);
    }
  }

  private double[] combined(double[] coefficients) {
    double[] sum = new double[mask.layout().size()];
    for (int i = 0; i < coefficients.length; i++) {
      Vectors.add(sum, coefficients[i], basis.get(i));
    }
    return sum;
  }

  private static int index(double[] values, int sign) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = sign * values[i] > sign * values[best] ? i : best;
    }
    return best;
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
