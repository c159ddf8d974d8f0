package org.espalier.policy.causal.internal.surgeon;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.espalier.core.model.Mask;
import org.espalier.lib.algebra.LinearAlgebra;

/**
 * A unit with the inverse of its curvature (Hassibi and Stork 1993, Optimal Brain Surgeon, for sets
 * of weights).
 *
 * <p>With F the unit's curvature, K what is kept and P = (F_KK)⁻¹: removing R from K moves the rest
 * by −P_:R (P_RR)⁻¹ w_R and leaves P − P_:R (P_RR)⁻¹ P_R: as the inverse, cheaper than a new one.
 */
final class DenseUnit implements UnitState {
  private final Unit unit;
  private final LinearAlgebra algebra;
  private final int[] kept;
  private final double[] inverse;
  private final double[] weights;

  /**
   * Takes over its arguments.
   *
   * @param kept which of the unit's parameters are there, rising
   * @param inverse P, lower triangle
   * @param weights w, of those that are there
   */
  DenseUnit(Unit unit, LinearAlgebra algebra, int[] kept, double[] inverse, double[] weights) {
    this.unit = unit;
    this.algebra = algebra;
    this.kept = kept;
    this.inverse = inverse;
    this.weights = weights;
  }

  @Override
  public void writeWeights(double[] theta) {
    for (int i = 0; i < kept.length; i++) {
      theta[unit.index(kept[i])] = weights[i];
    }
  }

  @Override
  public void writeScores(double[] scores) {
    for (int i = 0; i < kept.length; i++) {
      scores[unit.index(kept[i])] = weights[i] * weights[i] / inverse[i * kept.length + i] / 2;
    }
  }

  @Override
  public void addJointCosts(double[] costs) {
    unit.forEachRun(
        kept,
        costs.length,
        (run, from, to) -> costs[run] += jointCost(IntStream.range(from, to).toArray()));
  }

  private double jointCost(int[] positions) {
    double[] pull = select(weights, positions);
    algebra.solveLower(factor(positions), positions.length, pull, 1);
    return Arrays.stream(pull).map(w -> w * w).sum() / 2;
  }

  private double[] factor(int[] positions) {
    double[] factor = triangle(positions);
    if (!algebra.cholesky(factor, positions.length)) {
      throw SurgeonChecks.notPositiveDefinite();
    }
    return factor;
  }

  @Override
  public UnitState cut(Mask mask) {
    int[] gone = positions(mask, false);
    if (gone.length == 0) {
      return this;
    }
    int[] left = positions(mask, true);
    double[] factor = factor(gone);
    double[] pull = select(weights, gone);
    algebra.solveLower(factor, gone.length, pull, 1);
    double[] coupling = block(gone, left);
    algebra.solveLower(factor, gone.length, coupling, left.length);
    double[] rest = triangle(left);
    algebra.addGram(-1, coupling, gone.length, left.length, rest);
    double[] adjusted = select(weights, left);
    for (int r = 0; r < gone.length; r++) {
      for (int i = 0; i < left.length; i++) {
        adjusted[i] -= coupling[r * left.length + i] * pull[r];
      }
    }
    int[] still = Arrays.stream(left).map(i -> kept[i]).toArray();
    return new DenseUnit(unit, algebra, still, rest, adjusted);
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

  /** Lower triangle of some rows and the same columns, rising. */
  private double[] triangle(int[] some) {
    int n = some.length;
    double[] triangle = new double[n * n];
    for (int i = 0; i < n; i++) {
      int row = some[i] * kept.length;
      for (int j = 0; j <= i; j++) {
        triangle[i * n + j] = inverse[row + some[j]];
      }
    }
    return triangle;
  }

  /** Some rows and other columns, both rising; read in the order of the inverse's rows. */
  private double[] block(int[] rows, int[] columns) {
    int n = kept.length;
    double[] block = new double[rows.length * columns.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < columns.length && columns[j] < rows[i]; j++) {
        block[i * columns.length + j] = inverse[rows[i] * n + columns[j]];
      }
    }
    for (int j = 0; j < columns.length; j++) {
      for (int i = 0; i < rows.length && rows[i] < columns[j]; i++) {
        block[i * columns.length + j] = inverse[columns[j] * n + rows[i]];
      }
    }
    return block;
  }

  private static double[] select(double[] values, int[] positions) {
    return Arrays.stream(positions).mapToDouble(i -> values[i]).toArray();
  }
}
