package org.espalier.policy.baseline.internal.fisher;

import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * f(w) = ½‖Aw − b‖² + (c/2)‖w − w̄‖² with b = Aw̄ − e, A the gradients, N × m, and e the same in
 * each row: what the loss does when w̄ becomes w, in N times its units, and a ridge.
 */
final class SparseRegression {
  private static final int POWER_STEPS = 30;

  /** Power steps end below the largest eigenvalue. */
  private static final double MARGIN = 1.05;

  private final GradientColumns gradients;
  private final double[] centre;
  private final double[] target;
  private final double ridge;

  /** AAᵀ, the lower triangle. */
  private final double[] gram;

  /**
   * @param centre w̄, m values
   * @param slope e
   * @param ridge c, positive
   */
  SparseRegression(GradientColumns gradients, double[] centre, double slope, double ridge) {
    this.gradients = gradients;
    this.centre = centre;
    this.ridge = ridge;
    gram = gradients.gram(IntStream.range(0, centre.length).toArray());
    target = gradients.times(centre);
    for (int i = 0; i < target.length; i++) {
      target[i] -= slope;
    }
  }

  /** Weights of which those outside the support are 0, m values, with Aw − b and f(w). */
  static final class Point {
    private final BitSet support;
    private final double[] weights;
    private final double[] residual;
    private final double value;

    private Point(BitSet support, double[] weights, double[] residual, double value) {
      this.support = support;
      this.weights = weights;
      this.residual = residual;
      this.value = value;
    }

    BitSet support() {
      return support;
    }

    double[] weights() {
      return weights;
    }

    /** f(w). */
    double value() {
      return value;
    }
  }

  /**
   * A point.
   *
   * @param weights m values, of which those in the support count
   */
  Point at(double[] weights, BitSet support) {
    double[] some = new double[weights.length];
    for (int q = support.nextSetBit(0); q >= 0; q = support.nextSetBit(q + 1)) {
      some[q] = weights[q];
    }
    double[] residual = gradients.times(some);
    double squares = 0;
    for (int i = 0; i < residual.length; i++) {
      residual[i] -= target[i];
      squares += residual[i] * residual[i];
    }
    double change = 0;
    for (int q = 0; q < some.length; q++) {
      change += (some[q] - centre[q]) * (some[q] - centre[q]);
    }
    return new Point(support, some, residual, (squares + ridge * change) / 2);
  }

  /** ∇f(w) = Aᵀ(Aw − b) + c(w − w̄) at some columns, 0 at the others. */
  double[] gradient(Point point, int[] columns) {
    double[] gradient = gradients.dots(point.residual, columns);
    for (int q : columns) {
      gradient[q] += ridge * (point.weights[q] - centre[q]);
    }
    return gradient;
  }

  /** The least f on a support K: w_K = w̄_K + A_Kᵀ (cI + A_K A_Kᵀ)⁻¹ (b − A_K w̄_K). */
  Point best(BitSet support) {
    int[] columns = support.stream().toArray();
    double[] start = at(centre, support).residual;
    double[] solution = new DualSystem(gram(support), gradients.rows(), ridge).solve(start);
    double[] step = gradients.dots(solution, columns);
    double[] weights = new double[centre.length];
    for (int q : columns) {
      weights[q] = centre[q] - step[q];
    }
    return at(weights, support);
  }

  /** A_K A_Kᵀ; where K is most of the columns, what is left of all without the others. */
  private double[] gram(BitSet support) {
    if (support.cardinality() <= centre.length / 2) {
      return gradients.gram(support.stream().toArray());
    }
    BitSet others = new BitSet();
    others.set(0, centre.length);
    others.andNot(support);
    double[] rest = gradients.gram(others.stream().toArray());
    for (int i = 0; i < rest.length; i++) {
      rest[i] = gram[i] - rest[i];
    }
    return rest;
  }

  /** An upper bound of the curvature of f, the largest eigenvalue of AᵀA + cI. */
  double curvature() {
    int n = gradients.rows();
    double[] vector = IntStream.range(0, n).mapToDouble(i -> 1 + i / (double) n).toArray();
    double length = 0;
    for (int step = 0; step < POWER_STEPS; step++) {
      double[] next = new double[n];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < i; j++) {
          next[i] += gram[i * n + j] * vector[j];
          next[j] += gram[i * n + j] * vector[i];
        }
        next[i] += gram[i * n + i] * vector[i];
      }
      length = Math.sqrt(IntStream.range(0, n).mapToDouble(i -> next[i] * next[i]).sum());
      for (int i = 0; i < n; i++) {
        vector[i] = length > 0 ? next[i] / length : 0;
      }
    }
    return MARGIN * length + ridge;
  }
}
