package org.espalier.policy.causal.internal.surgeon;

import java.util.Arrays;
import org.espalier.core.model.Mask;

/**
 * Cuts the weights of one unit and lets the others answer (Hassibi and Stork 1993, Optimal Brain
 * Surgeon, for sets of weights).
 *
 * <p>With F the unit's curvature, K what is kept and P = (F_KK)⁻¹: removing R from K moves the rest
 * by −P_:R (P_RR)⁻¹ w_R, costs ½ w_Rᵀ (P_RR)⁻¹ w_R, and leaves P − P_:R (P_RR)⁻¹ P_R:. A single
 * weight's cost is ½ w² ÷ P_kk.
 */
final class UnitSurgeon {
  private final Unit unit;
  private final LinearAlgebra algebra;
  private int[] kept;
  private double[] inverse;
  private double[] weights;

  /**
   * Takes over a unit.
   *
   * @param kept which of its parameters are there, rising
   * @param curvature F over those, lower triangle; becomes its own inverse
   * @param weights theirs; become the adjusted ones
   */
  UnitSurgeon(Unit unit, LinearAlgebra algebra, int[] kept, double[] curvature, double[] weights) {
    this.unit = unit;
    this.algebra = algebra;
    this.kept = kept.clone();
    this.inverse = curvature;
    this.weights = weights;
    if (!algebra.invert(inverse, kept.length)) {
      throw new IllegalStateException("a damped curvature that is not positive definite");
    }
  }

  /** Writes the adjusted weights to their places in θ. */
  void writeWeights(double[] theta) {
    for (int i = 0; i < kept.length; i++) {
      theta[unit.index(kept[i])] = weights[i];
    }
  }

  /** Writes each kept weight's cost to its place. */
  void writeScores(double[] scores) {
    for (int i = 0; i < kept.length; i++) {
      scores[unit.index(kept[i])] = cost(i);
    }
  }

  private double cost(int i) {
    return weights[i] * weights[i] / inverse[i * kept.length + i] / 2;
  }

  /**
   * Removes what the mask cuts.
   *
   * @param effects gets the cost of each weight that goes, as it stood before
   * @return the cost of removing them together
   */
  double cut(Mask mask, double[] effects) {
    int[] gone = positions(mask, false);
    int[] left = positions(mask, true);
    if (gone.length == 0) {
      return 0;
    }
    for (int i : gone) {
      effects[unit.index(kept[i])] = cost(i);
    }
    double[] factor = block(gone, gone);
    if (!algebra.cholesky(factor, gone.length)) {
      throw new IllegalStateException("an inverse that is not positive definite");
    }
    double[] pull = select(weights, gone);
    algebra.solveLower(factor, gone.length, pull, 1);
    double[] coupling = block(gone, left);
    algebra.solveLower(factor, gone.length, coupling, left.length);
    double[] rest = block(left, left);
    algebra.addGram(-1, coupling, gone.length, left.length, rest);
    double[] adjusted = select(weights, left);
    for (int r = 0; r < gone.length; r++) {
      for (int i = 0; i < left.length; i++) {
        adjusted[i] -= coupling[r * left.length + i] * pull[r];
      }
    }
    kept = Arrays.stream(left).map(i -> kept[i]).toArray();
    inverse = rest;
    weights = adjusted;
    return Arrays.stream(pull).map(v -> v * v).sum() / 2;
  }

  private int[] positions(Mask mask, boolean keeps) {
    int[] found = new int[kept.length];
    int count = 0;
    for (int i = 0; i < kept.length; i++) {
      if (mask.keeps(unit.index(kept[i])) == keeps) {
        found[count++] = i;
      }
    }
    return Arrays.copyOf(found, count);
  }

  private double[] block(int[] rows, int[] columns) {
    int n = kept.length;
    double[] block = new double[rows.length * columns.length];
    int at = 0;
    for (int i : rows) {
      for (int j : columns) {
        block[at++] = i >= j ? inverse[i * n + j] : inverse[j * n + i];
      }
    }
    return block;
  }

  private static double[] select(double[] values, int[] positions) {
    return Arrays.stream(positions).mapToDouble(i -> values[i]).toArray();
  }
}
