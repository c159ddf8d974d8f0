package org.espalier.policy.causal.internal.surgeon;

import java.util.Arrays;
import org.espalier.core.model.Mask;
import org.espalier.lib.algebra.LinearAlgebra;

/**
 * A unit with too many weights for a matrix over them: solved in the space of the gradients.
 *
 * <p>F = δI + HᵀH, where H has R rows: own and shared gradients. By Woodbury's identity and with M
 * = δI + H_K H_Kᵀ = LLᵀ of size R × R, [(F_KK)⁻¹]ₖₖ = (1 − ‖(L⁻¹H_K)ₖ‖²) ÷ δ, and the kept weights
 * are θ_K + H_Kᵀ M⁻¹ H_R θ_R, for what was cut is R's share of Hθ. Nothing is held from one cut to
 * the next but weights and scores.
 */
final class WideUnit implements UnitState {
  /** What of 1 is left at least, for rounding can leave less than nothing. */
  private static final double LEAST = 1e-12;

  private final Unit unit;
  private final LayerCurvature layer;
  private final int[] kept;
  private final double[] weights;
  private final double[] scores;

  /**
   * Solves.
   *
   * @param kept which of the unit's parameters are left, rising
   */
  WideUnit(Unit unit, LayerCurvature layer, int[] kept) {
    this.unit = unit;
    this.layer = layer;
    this.kept = kept;
    this.weights = new double[kept.length];
    this.scores = new double[kept.length];
    double[] solved = new double[kept.length];
    double[] some = solve(solved);
    double[] explained = new double[kept.length];
    for (int at = 0; at < some.length; at++) {
      explained[at % kept.length] += some[at] * some[at];
    }
    for (int i = 0; i < kept.length; i++) {
      weights[i] = solved[i] + layer.theta(unit.index(kept[i]));
      scores[i] = weights[i] * weights[i] * delta() / Math.max(1 - explained[i], LEAST) / 2;
    }
  }

  private double delta() {
    return layer.delta();
  }

  /**
   * Solves in the space of the gradients.
   *
   * @param moves is given how far each kept weight moves from θ
   * @return L⁻¹H_K, a row a gradient
   */
  private double[] solve(double[] moves) {
    LinearAlgebra algebra = layer.algebra();
    double[] all = layer.wideRows(unit);
    int rows = all.length / unit.size();
    double[] pull = LayerCurvature.along(all, rows, layer.cutWeights(unit, kept));
    double[] some = LayerCurvature.columns(all, rows, kept);
    double[] factor = new double[rows * rows];
    algebra.addGram(1, transposed(some, rows, kept.length), kept.length, rows, factor);
    for (int r = 0; r < rows; r++) {
      factor[r * rows + r] += delta();
    }
    require(algebra.cholesky(factor, rows));
    algebra.solveLower(factor, rows, pull, 1);
    algebra.solveLower(factor, rows, some, kept.length);
    for (int r = 0, at = 0; r < rows; r++) {
      for (int i = 0; i < kept.length; i++) {
        moves[i] += some[at++] * pull[r];
      }
    }
    return some;
  }

  private static void require(boolean positiveDefinite) {
    if (!positiveDefinite) {
      throw SurgeonChecks.notPositiveDefinite();
    }
  }

  /** [(F_KK)⁻¹]_RR = (I − (L⁻¹H_R)ᵀ(L⁻¹H_R)) ÷ δ; solved anew, for it is not kept. */
  @Override
  public void addJointCosts(double[] costs) {
    double[] some = solve(new double[kept.length]);
    unit.forEachRun(kept, costs.length, (run, from, to) -> costs[run] += jointCost(some, from, to));
  }

  private double jointCost(double[] some, int from, int to) {
    LinearAlgebra algebra = layer.algebra();
    int n = to - from;
    int rows = some.length / kept.length;
    double[] columns = new double[rows * n];
    for (int r = 0; r < rows; r++) {
      System.arraycopy(some, r * kept.length + from, columns, r * n, n);
    }
    double[] factor = new double[n * n];
    for (int i = 0; i < n; i++) {
      factor[i * n + i] = 1 + LEAST;
    }
    algebra.addGram(-1, columns, rows, n, factor);
    require(algebra.cholesky(factor, n));
    double[] pull = Arrays.copyOfRange(weights, from, to);
    algebra.solveLower(factor, n, pull, 1);
    return delta() * Arrays.stream(pull).map(w -> w * w).sum() / 2;
  }

  private static double[] transposed(double[] matrix, int rows, int columns) {
    double[] transposed = new double[matrix.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        transposed[c * rows + r] = matrix[r * columns + c];
      }
    }
    return transposed;
  }

  @Override
  public void writeWeights(double[] theta) {
    for (int i = 0; i < kept.length; i++) {
      theta[unit.index(kept[i])] = weights[i];
    }
  }

  @Override
  public void writeScores(double[] all) {
    for (int i = 0; i < kept.length; i++) {
      all[unit.index(kept[i])] = scores[i];
    }
  }

  @Override
  public UnitState cut(Mask mask) {
    return layer.open(unit, mask);
  }
}
