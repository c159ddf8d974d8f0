package org.espalier.estimator.lasso.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.espalier.core.Progress;

/**
 * Solves the group Lasso min ½‖y − Σ Z_g b_g‖² + Σ μ_g‖b_g‖ over some groups by their kernels K_g =
 * Z_gZ_gᵀ.
 *
 * <p>At the optimum b_g = c_g Z_gᵀr with c_g ≥ 0 and r = M⁻¹y, M = I + Σ c_gK_g, and c minimises
 * the convex ½ yᵀM⁻¹y + ½ Σ μ_g²c_g (Bach, Lanckriet and Jordan 2004; Rakotomamonjy, Bach, Canu and
 * Grandvalet 2008, "SimpleMKL"): a problem of one number a group, solved by Newton steps that keep
 * it so.
 */
final class GroupSolver {
  private static final int MOST_STEPS = 200;
  private static final int MOST_HALVINGS = 40;
  private static final int MOST_SWEEPS = 1000;

  private final double[] response;
  private final List<float[][]> kernels = new ArrayList<>();
  private double[] scalars = new double[0];
  private double[] penalties = new double[0];
  private double[] residual;
  private double[] norms = new double[0];
  private int steps;

  GroupSolver(double[] response) {
    this.response = response;
    this.residual = response.clone();
  }

  /** Takes up a group, with c = 0. */
  void add(float[][] kernel, double penalty) {
    int size = kernels.size();
    kernels.add(kernel);
    scalars = Arrays.copyOf(scalars, size + 1);
    norms = Arrays.copyOf(norms, size + 1);
    penalties = Arrays.copyOf(penalties, size + 1);
    penalties[size] = penalty;
  }

  /** c, one value a group. */
  double[] scalars() {
    return scalars.clone();
  }

  /** r = y − Σ Z_g b_g. */
  double[] residual() {
    return residual.clone();
  }

  /** Newton steps so far. */
  int steps() {
    return steps;
  }

  /** ‖b_g‖ = c_g‖Z_gᵀr‖. */
  double norm(int group) {
    return scalars[group] * norms[group];
  }

  /** Σ μ_g‖b_g‖. */
  double penalty() {
    double sum = 0;
    for (int g = 0; g < scalars.length; g++) {
      sum += penalties[g] * norm(g);
    }
    return sum;
  }

  /** The largest ‖Z_gᵀr‖/μ_g. */
  double steepest() {
    double steepest = 0;
    for (int g = 0; g < norms.length; g++) {
      steepest = Math.max(steepest, norms[g] / penalties[g]);
    }
    return steepest;
  }

  /** Lowers the duality gap over these groups to {@code target}, or as far as round-off allows. */
  void solve(double target, Progress progress) {
    State state = new State(scalars, progress);
    take(state);
    for (int i = 0; i < MOST_STEPS && gap() > target; i++) {
      State next = step(state, progress);
      if (next == state) {
        return;
      }
      steps++;
      state = next;
      take(state);
    }
  }

  private void take(State state) {
    scalars = state.c;
    residual = state.r;
    norms = new double[scalars.length];
    Arrays.setAll(norms, g -> Math.sqrt(Math.max(0, Vectors.dot(state.images[g], residual))));
  }

  private double gap() {
    return DualityGap.of(residual, penalty(), response, residual, steepest());
  }

  /** A point that lowers the objective, or the same. */
  private State step(State state, Progress progress) {
    double[] gradient = new double[scalars.length];
    Arrays.setAll(gradient, g -> 0.5 * (penalties[g] * penalties[g] - norms[g] * norms[g]));
    double[] direction = descent(gradient, state.hessian());
    double fall = Vectors.dot(gradient, direction);
    double length = 1;
    for (int halving = 0; halving < MOST_HALVINGS && fall < 0; halving++, length /= 2) {
      double[] c = scalars.clone();
      Vectors.addScaled(length, direction, c);
      State next = new State(c, progress);
      if (next.objective < state.objective + 1e-4 * length * fall) {
        return next;
      }
    }
    return state;
  }

  /** The d with c + d ≥ 0 that minimises gᵀd + ½dᵀHd, by coordinate descent. */
  private double[] descent(double[] gradient, double[][] hessian) {
    double[] d = new double[gradient.length];
    double[] slope = gradient.clone();
    for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      double moved = 0;
      for (int g = 0; g < d.length; g++) {
        double move = Math.max(-slope[g] / hessian[g][g], -(scalars[g] + d[g]));
        if (move != 0 && hessian[g][g] > 0) {
          d[g] = Math.max(-scalars[g], d[g] + move);
          Vectors.addScaled(move, hessian[g], slope);
          moved = Math.max(moved, move * move * hessian[g][g]);
        }
      }
      if (moved <= 1e-20 * Math.abs(Vectors.dot(gradient, d))) {
        break;
      }
    }
    return d;
  }

  /** What there is at some c. */
  private final class State {
    private final double[] c;
    private final Cholesky factor = new Cholesky();
    private final double[] r;
    private final double[][] images;
    private final double objective;

    State(double[] c, Progress progress) {
      this.c = c;
      int n = response.length;
      for (int i = 0; i < n; i++) {
        progress.check();
        double[] row = new double[i + 1];
        row[i] = 1;
        for (int g = 0; g < c.length; g++) {
          if (c[g] != 0) {
            float[] kernel = kernels.get(g)[i];
            for (int j = 0; j <= i; j++) {
              row[j] = Math.fma(c[g], kernel[j], row[j]);
            }
          }
        }
        factor.append(row, row[i]);
      }
      this.r = response.clone();
      factor.solve(r);
      this.images = new double[c.length][];
      double penalty = 0;
      for (int g = 0; g < c.length; g++) {
        images[g] = times(kernels.get(g), r);
        penalty += penalties[g] * penalties[g] * c[g];
      }
      this.objective = 0.5 * (Vectors.dot(response, r) + penalty);
    }

    /** (K_g r)ᵀM⁻¹(K_h r). */
    double[][] hessian() {
      double[][] hessian = new double[c.length][c.length];
      for (int g = 0; g < c.length; g++) {
        double[] solved = images[g].clone();
        factor.solve(solved);
        for (int h = 0; h <= g; h++) {
          hessian[g][h] = Vectors.dot(solved, images[h]);
          hessian[h][g] = hessian[g][h];
        }
      }
      return hessian;
    }
  }

  /** Kv of a symmetric K by its lower triangle. */
  private static double[] times(float[][] kernel, double[] v) {
    double[] product = new double[v.length];
    for (int i = 0; i < v.length; i++) {
      float[] row = kernel[i];
      double sum = 0;
      for (int j = 0; j < i; j++) {
        sum = Math.fma(row[j], v[j], sum);
        product[j] = Math.fma(row[j], v[i], product[j]);
      }
      product[i] += Math.fma(row[i], v[i], sum);
    }
    return product;
  }
}
