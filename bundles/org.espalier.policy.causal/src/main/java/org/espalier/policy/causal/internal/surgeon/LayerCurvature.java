package org.espalier.policy.causal.internal.surgeon;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.core.model.Mask;
import org.espalier.core.trajectory.GradientRows;
import org.espalier.lib.algebra.LinearAlgebra;

/**
 * The curvature of a layer's units.
 *
 * <p>Of unit j it is F_j = (1 − κ) C_j + κ (tr C_j ÷ tr A) A + δI, where C_j = ⟨g_j g_jᵀ⟩ over the
 * T gradients, A = Σ_j C_j is what the units share, and κ = D ÷ (D + T) trusts it the more the
 * fewer gradients there are for the unit's D parameters.
 */
final class LayerCurvature {
  private final List<Unit> units;
  private final GradientRows rows;
  private final GradientRows few;
  private final double[] theta;
  private final Settings settings;
  private final int size;
  private final SharedCurvature shared;

  /**
   * What all layers have in common.
   *
   * @param delta δ
   * @param denseLimit parameters up to which a unit has a matrix over them
   * @param wideRows own gradients, and as many shared ones, of a unit that has none
   * @param exact whether A is exact
   * @param seed of its sketch
   */
  record Settings(
      LinearAlgebra algebra,
      double delta,
      int denseLimit,
      int wideRows,
      boolean exact,
      long seed) {}

  /**
   * The curvature at some weights.
   *
   * @param theta p values before any cut; kept
   */
  LayerCurvature(List<Unit> units, GradientRows rows, double[] theta, Settings settings) {
    this.units = units;
    this.rows = rows;
    this.few = rows.thinned(settings.wideRows());
    this.theta = theta;
    this.settings = settings;
    this.size = units.get(0).size();
    this.shared = new SharedCurvature(units, rows);
  }

  LinearAlgebra algebra() {
    return settings.algebra();
  }

  double delta() {
    return settings.delta();
  }

  double theta(int index) {
    return theta[index];
  }

  List<Unit> units() {
    return units;
  }

  private double kappa(GradientRows some) {
    return size / (double) (size + some.count());
  }

  /** Writes the cost of each weight alone, ½ θ² Fₖₖ, which takes no matrix. */
  void writeDiagonalScores(double[] scores) {
    double kappa = kappa(rows);
    for (Unit unit : units) {
      double part = kappa * shared.part(unit);
      for (int i = 0; i < size; i++) {
        int k = unit.index(i);
        double curvature =
            (1 - kappa) * rows.secondMoments()[k] + part * shared.diagonal()[i] + delta();
        scores[k] = curvature * theta[k] * theta[k] / 2;
      }
    }
  }

  /** Computes what {@link #open} will need; not for many threads. */
  void prepare(Mask mask) {
    for (Unit unit : units) {
      if (kept(unit, mask).length > settings.denseLimit()) {
        shared.prepareRows(few, settings.seed());
      } else {
        shared.prepareMatrix(algebra(), settings.exact(), settings.seed());
      }
    }
  }

  /** A unit with what the mask leaves of it, all that it answers to the cut weights included. */
  UnitState open(Unit unit, Mask mask) {
    int[] kept = kept(unit, mask);
    return kept.length > settings.denseLimit() ? new WideUnit(unit, this, kept) : dense(unit, kept);
  }

  private int[] kept(Unit unit, Mask mask) {
    int[] kept = new int[size];
    int count = 0;
    for (int i = 0; i < size; i++) {
      if (mask.keeps(unit.index(i))) {
        kept[count++] = i;
      }
    }
    return Arrays.copyOf(kept, count);
  }

  /** The kept weights are θ_K + (F_KK)⁻¹ F_KR θ_R. */
  private DenseUnit dense(Unit unit, int[] kept) {
    int n = kept.length;
    double own = (1 - kappa(rows)) / rows.count();
    double part = kappa(rows) * shared.part(unit);
    double[] cut = cutWeights(unit, kept);
    double[] pull = n == size ? new double[rows.count()] : unit.along(rows, cut);
    double[] some = unit.read(rows, kept);
    double[] answer = new double[n];
    for (int t = 0, at = 0; t < pull.length; t++) {
      for (int i = 0; i < n; i++) {
        answer[i] += own * pull[t] * some[at++];
      }
    }
    double[] inverse = sharedBlock(kept, part);
    if (n < size) {
      addSharedAnswer(answer, kept, part, cut);
    }
    algebra().addGram(own, some, rows.count(), n, inverse);
    if (!algebra().invert(inverse, n)) {
      throw SurgeonChecks.notPositiveDefinite();
    }
    double[] weights = new double[n];
    for (int i = 0; i < n; i++) {
      weights[i] += theta[unit.index(kept[i])] + inverse[i * n + i] * answer[i];
      for (int j = 0; j < i; j++) {
        weights[i] += inverse[i * n + j] * answer[j];
        weights[j] += inverse[i * n + j] * answer[i];
      }
    }
    return new DenseUnit(unit, algebra(), kept, inverse, weights);
  }

  /** part · A_KK + δI. */
  private double[] sharedBlock(int[] kept, double part) {
    int n = kept.length;
    double[] block = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        block[i * n + j] = part * shared.matrix()[kept[i] * size + kept[j]];
      }
      block[i * n + i] += delta();
    }
    return block;
  }

  /** Adds part · A_KR θ_R. */
  private void addSharedAnswer(double[] answer, int[] kept, double part, double[] cut) {
    for (int i = 0; i < kept.length; i++) {
      answer[i] += part * Vectors.dot(shared.matrix(), kept[i] * size, cut);
    }
  }

  /** θ of the unit's cut weights, 0 for the kept. */
  double[] cutWeights(Unit unit, int[] kept) {
    double[] cut = new double[size];
    for (int i = 0; i < size; i++) {
      cut[i] = theta[unit.index(i)];
    }
    for (int i : kept) {
      cut[i] = 0;
    }
    return cut;
  }

  /** Each row's product with a vector. */
  static double[] along(double[] matrix, int rows, double[] vector) {
    double[] products = new double[rows];
    for (int t = 0; t < rows; t++) {
      products[t] = Vectors.dot(matrix, t * vector.length, vector);
    }
    return products;
  }

  /** Some columns of a matrix. */
  static double[] columns(double[] matrix, int rows, int[] chosen) {
    int size = matrix.length / rows;
    double[] columns = new double[rows * chosen.length];
    for (int t = 0, at = 0; t < rows; t++) {
      for (int i : chosen) {
        columns[at++] = matrix[t * size + i];
      }
    }
    return columns;
  }

  /** H of a wide unit: own gradients, then shared ones, each with the root of its part in F. */
  double[] wideRows(Unit unit) {
    double[] own = unit.read(few, IntStream.range(0, size).toArray());
    double[] common = shared.fewRows();
    double[] all = new double[2 * own.length];
    double ownScale = Math.sqrt((1 - kappa(few)) / few.count());
    double commonScale = Math.sqrt(kappa(few) * shared.part(unit) / few.count());
    for (int i = 0; i < own.length; i++) {
      all[i] = ownScale * own[i];
      all[own.length + i] = commonScale * common[i];
    }
    return all;
  }

  /**
   * ½ vᵀFv, the quadratic rise of the loss when a unit moves by v.
   *
   * @param moved p values, the new θ
   */
  double cost(Unit unit, double[] moved) {
    double[] move = new double[size];
    for (int i = 0; i < size; i++) {
      move[i] = moved[unit.index(i)] - theta[unit.index(i)];
    }
    double own = squares(unit.along(rows, move)) / rows.count();
    double kappa = kappa(rows);
    return (delta() * squares(move)
            + (1 - kappa) * own
            + kappa * shared.part(unit) * sharedEnergy(move))
        / 2;
  }

  /** vᵀAv, from the sketch where there is no matrix. */
  private double sharedEnergy(double[] move) {
    double[] a = shared.matrix();
    if (a.length == 0) {
      return squares(along(shared.fewRows(), few.count(), move)) / few.count();
    }
    double energy = 0;
    for (int i = 0; i < size; i++) {
      energy += move[i] * Vectors.dot(a, i * size, move);
    }
    return energy;
  }

  private static double squares(double[] values) {
    return Vectors.dot(values, 0, values);
  }
}
