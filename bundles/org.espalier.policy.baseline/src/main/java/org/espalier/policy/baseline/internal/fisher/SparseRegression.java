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

  /** A_K A_Kᵀ of the support K that was solved for last, the lower triangle; at first of all. */
  private double[] latestGram;

  private BitSet latest = new BitSet();

  /** An upper bound of the curvature. */
  private final double curvature;

  /**
   * @param centre w̄, m values
   * @param slope e
   * @param ridge c, positive
   */
  SparseRegression(GradientColumns gradients, double[] centre, double slope, double ridge) {
    this.gradients = gradients;
    this.centre = centre;
    this.ridge = ridge;
    latestGram = gradients.gram(IntStream.range(0, centre.length).toArray());
    latest.set(0, centre.length);
    curvature = curvature(latestGram, gradients.rows(), ridge);
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
    double[] some = only(weights, support);
    double[] residual = gradients.times(some);
    GradientColumns.add(-1, target, residual);
    return point(support, some, residual);
  }

  private Point point(BitSet support, double[] weights, double[] residual) {
    double squares = 0;
    for (double rest : residual) {
      squares += rest * rest;
    }
    double change = 0;
    for (int q = 0; q < weights.length; q++) {
      change += (weights[q] - centre[q]) * (weights[q] - centre[q]);
    }
    return new Point(support, weights, residual, (squares + ridge * change) / 2);
  }

  /** The points w − xg for many x, each cut to a support of its own. */
  final class Line {
    private final Point from;
    private final double[] gradient;

    /** A_K g_K for the support K of w. */
    private final double[] image;

    private Line(Point from, double[] gradient) {
      this.from = from;
      this.gradient = gradient;
      image = gradients.times(only(gradient, from.support));
    }

    /** w − xg, uncut, m values. */
    double[] ahead(double x) {
      double[] ahead = from.weights.clone();
      GradientColumns.add(-x, gradient, ahead);
      return ahead;
    }

    /** Of {@link #ahead}, what a support keeps: at the cost of the columns that come and go. */
    Point at(double x, BitSet support) {
      double[] ahead = ahead(x);
      double[] swapped = only(ahead, minus(support, from.support));
      GradientColumns.add(-1, only(ahead, minus(from.support, support)), swapped);
      double[] residual = gradients.times(swapped);
      GradientColumns.add(1, from.residual, residual);
      GradientColumns.add(-x, image, residual);
      return point(support, only(ahead, support), residual);
    }
  }

  /**
   * Goes down the gradient.
   *
   * @param columns those that may change; the point's support is among them
   */
  Line down(Point from, int[] columns) {
    return new Line(from, gradient(from, columns));
  }

  private static double[] only(double[] values, BitSet support) {
    double[] some = new double[values.length];
    for (int q = support.nextSetBit(0); q >= 0; q = support.nextSetBit(q + 1)) {
      some[q] = values[q];
    }
    return some;
  }

  /** ∇f(w) = Aᵀ(Aw − b) + c(w − w̄) at some columns, 0 at the others. */
  private double[] gradient(Point point, int[] columns) {
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

  /**
   * A_K A_Kᵀ: what was last asked for without what is gone and with what is new, if those are few.
   */
  private double[] gram(BitSet support) {
    BitSet gone = minus(latest, support);
    BitSet come = minus(support, latest);
    if (gone.cardinality() + come.cardinality() < support.cardinality()) {
      GradientColumns.add(-1, gradients.gram(gone.stream().toArray()), latestGram);
      GradientColumns.add(1, gradients.gram(come.stream().toArray()), latestGram);
    } else {
      latestGram = gradients.gram(support.stream().toArray());
    }
    latest = (BitSet) support.clone();
    return latestGram.clone();
  }

  private static BitSet minus(BitSet some, BitSet others) {
    BitSet rest = (BitSet) some.clone();
    rest.andNot(others);
    return rest;
  }

  /** An upper bound of the curvature of f, the largest eigenvalue of AᵀA + cI. */
  double curvature() {
    return curvature;
  }

  private static double curvature(double[] gram, int n, double ridge) {
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
