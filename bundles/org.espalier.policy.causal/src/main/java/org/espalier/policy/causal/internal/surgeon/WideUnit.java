package org.espalier.policy.causal.internal.surgeon;

import org.espalier.core.model.Mask;

/**
 * A unit with too many weights for a matrix over them: solved in the space of the gradients.
 *
 * <p>F = δI + HᵀH, where H has R rows: own and shared gradients. By Woodbury's identity and with M
 * = δI + H_K H_Kᵀ = LLᵀ of size R × R, [(F_KK)⁻¹]ₖₖ = (1 − ‖(L⁻¹H_K)ₖ‖²) ÷ δ, and the kept weights
 * are θ_K + H_Kᵀ M⁻¹ H_R θ_R, for what was cut is R's share of Hθ. Nothing is held from one cut to
 * the next but weights and scores.
 */
final class WideUnit implements UnitState {
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
    LinearAlgebra algebra = layer.algebra();
    double delta = layer.delta();
    double[] all = layer.wideRows(unit);
    int rows = all.length / unit.size();
    double[] pull = LayerCurvature.along(all, rows, layer.cutWeights(unit, kept));
    double[] some = LayerCurvature.columns(all, rows, kept);
    double[] factor = new double[rows * rows];
    algebra.addGram(1, transposed(some, rows, kept.length), kept.length, rows, factor);
    for (int r = 0; r < rows; r++) {
      factor[r * rows + r] += delta;
    }
    if (!algebra.cholesky(factor, rows)) {
      throw new IllegalStateException("a damped Gram matrix that is not positive definite");
    }
    algebra.solveLower(factor, rows, pull, 1);
    algebra.solveLower(factor, rows, some, kept.length);
    double[] explained = new double[kept.length];
    for (int r = 0, at = 0; r < rows; r++) {
      for (int i = 0; i < kept.length; i++, at++) {
        explained[i] += some[at] * some[at];
        weights[i] += some[at] * pull[r];
      }
    }
    for (int i = 0; i < kept.length; i++) {
      weights[i] += layer.theta(unit.index(kept[i]));
      scores[i] = weights[i] * weights[i] * delta / Math.max(1 - explained[i], 1e-12) / 2;
    }
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
