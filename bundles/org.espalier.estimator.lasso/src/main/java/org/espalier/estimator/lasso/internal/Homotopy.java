package org.espalier.estimator.lasso.internal;

import java.util.BitSet;
import org.espalier.core.Progress;

/**
 * Follows the solution of min ½‖y − Ab‖² + Σ μᵢ|bᵢ| while the penalties μ move in a straight line:
 * it is piecewise linear, and each piece ends where a coefficient reaches 0 or a column its penalty
 * (Osborne, Presnell and Turlach 2000; Efron, Hastie, Johnstone and Tibshirani 2004, with penalties
 * of their own). Nearly collinear columns cost it no more than others.
 */
final class Homotopy {
  /** Share of a penalty below which a column that has just left is still at it. */
  private static final double AT = 1e-9;

  private final WorkingSet set;
  private final ActiveSet active;

  Homotopy(WorkingSet set, ActiveSet active) {
    this.set = set;
    this.active = active;
  }

  /**
   * Goes from the solution for some penalties to that for the ones given.
   *
   * @param coefficients b, the solution for penalties |aᵢᵀr| where not 0; becomes the new one
   * @param target μ
   * @param residual y − Ab; changed with b
   * @param most pieces to follow
   * @return pieces followed; if fewer than {@code most}, the end was reached, or dependent columns
   *     or round-off were in the way: the gap tells
   */
  int follow(
      double[] coefficients, double[] target, double[] residual, int most, Progress progress) {
    active.keepNonzero(coefficients);
    Way way = new Way(coefficients, target, residual);
    if (!way.begin()) {
      return 0;
    }
    int pieces = 0;
    while (pieces < most && way.goesOn()) {
      progress.check();
      pieces++;
      way.piece();
    }
    return pieces;
  }

  /** One way from some penalties to others. */
  private final class Way {
    private final double[] b;
    private final double[] target;
    private final double[] residual;
    private final double[] signs;
    private final double[] penalties;
    private final double[] slopes;
    private final BitSet barred = new BitSet();
    private double[] correlations;
    private double[] buffer = new double[16];
    private double left = 1;
    private int gone = -1;

    Way(double[] coefficients, double[] target, double[] residual) {
      this.b = coefficients;
      this.target = target;
      this.residual = residual;
      this.signs = new double[b.length];
      this.penalties = new double[b.length];
      this.slopes = new double[b.length];
      this.correlations = set.products(residual);
    }

    /**
     * Finds penalties for which b is the solution: of the support what its columns show, of the
     * others one multiple of the target that none is above. Whether there are such.
     */
    boolean begin() {
      boolean[] held = active.contained(b.length);
      double multiple = 1;
      for (int i = 0; i < b.length; i++) {
        if (b[i] == 0) {
          multiple = Math.max(multiple, Math.abs(correlations[i]) / target[i]);
        } else if (b[i] * correlations[i] <= 0 || !(held[i] || append(i))) {
          return false;
        }
      }
      for (int i = 0; i < b.length; i++) {
        signs[i] = Math.signum(b[i]);
        penalties[i] = b[i] == 0 ? multiple * target[i] : Math.abs(correlations[i]);
        slopes[i] = target[i] - penalties[i];
      }
      return true;
    }

    private boolean append(int member) {
      if (buffer.length < active.size()) {
        buffer = new double[2 * active.size()];
      }
      return active.append(member, buffer);
    }

    boolean goesOn() {
      return left > 0;
    }

    void piece() {
      double[] direction = new double[active.size()];
      double[] fit = new double[residual.length];
      for (int i = 0; i < direction.length; i++) {
        int member = active.member(i);
        direction[i] = -slopes[member] * signs[member];
      }
      active.solve(direction);
      for (int i = 0; i < direction.length; i++) {
        Vectors.addScaled(direction[i], set.column(active.member(i)), fit);
      }
      double[] drift = active.size() == 0 ? new double[b.length] : set.products(fit);
      int leaving = leaving(direction);
      double length = leaving < 0 ? left : -b[active.member(leaving)] / direction[leaving];
      int joining = -1;
      for (int i = 0; i < b.length; i++) {
        if (signs[i] == 0 && !barred.get(i)) {
          double until = until(i, drift[i]);
          if (until < length) {
            length = until;
            joining = i;
          }
        }
      }
      // One that has only just joined would for ever come and go.
      boolean stuck = leaving >= 0 && b[active.member(leaving)] == 0;
      move(length, direction, fit, drift);
      gone = -1;
      if (joining >= 0) {
        join(joining);
      } else if (leaving >= 0) {
        leave(leaving, stuck);
      } else {
        left = 0;
      }
    }

    /** The position whose coefficient is the first to reach 0 before the end, or −1. */
    private int leaving(double[] direction) {
      double length = left;
      int leaving = -1;
      for (int i = 0; i < direction.length; i++) {
        int member = active.member(i);
        if (direction[i] * signs[member] < 0) {
          double until = -b[member] / direction[i];
          if (until < length) {
            length = until;
            leaving = i;
          }
        }
      }
      return leaving;
    }

    /** How far the way goes until a column outside reaches its penalty. */
    private double until(int i, double drift) {
      double below = penalties[i] - correlations[i];
      double above = penalties[i] + correlations[i];
      double nearest = Double.POSITIVE_INFINITY;
      boolean fresh = i == gone;
      if (slopes[i] + drift < 0 && !(fresh && below < AT * penalties[i])) {
        nearest = Math.max(0, below) / -(slopes[i] + drift);
      }
      if (slopes[i] - drift < 0 && !(fresh && above < AT * penalties[i])) {
        nearest = Math.min(nearest, Math.max(0, above) / -(slopes[i] - drift));
      }
      return nearest;
    }

    private void move(double length, double[] direction, double[] fit, double[] drift) {
      for (int i = 0; i < direction.length; i++) {
        int member = active.member(i);
        b[member] = Math.fma(length, direction[i], b[member]);
      }
      Vectors.addScaled(-length, fit, residual);
      Vectors.addScaled(-length, drift, correlations);
      Vectors.addScaled(length, slopes, penalties);
      left -= length;
    }

    private void join(int member) {
      if (append(member)) {
        signs[member] = Math.signum(correlations[member]);
      } else {
        barred.set(member);
      }
    }

    private void leave(int position, boolean forGood) {
      int member = active.member(position);
      barred.set(member, forGood);
      b[member] = 0;
      signs[member] = 0;
      active.remove(position);
      gone = member;
    }
  }
}
