package org.espalier.policy.causal.internal.surgeon;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.espalier.core.Progress;
import org.espalier.core.model.Mask;

/**
 * The curvature of a layer's units.
 *
 * <p>Of unit j it is F_j = (1 − κ) C_j + κ (tr C_j ÷ tr A) A + δI, where C_j = ⟨g_j g_jᵀ⟩ over the
 * T gradients, A = Σ_j C_j is what the units share, their inputs' covariance, and κ = D ÷ (D + T)
 * trusts it the more the fewer gradients there are for the unit's D parameters.
 */
final class LayerSurgeon {
  private LayerSurgeon() {}

  /**
   * Surgeons for all units of a layer.
   *
   * @param delta δ
   * @param theta the weights
   */
  static List<UnitSurgeon> of(
      List<Unit> units,
      GradientRows rows,
      double delta,
      float[] theta,
      Mask alive,
      LinearAlgebra algebra,
      Progress progress) {
    int size = units.get(0).size();
    List<double[]> own =
        parallel(
            units.size(),
            j -> {
              progress.check();
              double[] covariance = new double[size * size];
              double[] gradients = units.get(j).read(rows);
              algebra.addGram(1.0 / rows.count(), gradients, rows.count(), size, covariance);
              return covariance;
            });
    double[] shared = new double[size * size];
    for (double[] covariance : own) {
      for (int i = 0; i < shared.length; i++) {
        shared[i] += covariance[i];
      }
    }
    double kappa = size / (double) (size + rows.count());
    double sharedTrace = trace(shared, size);
    return parallel(
        units.size(),
        j -> {
          progress.check();
          Unit unit = units.get(j);
          double[] covariance = own.get(j);
          double part = sharedTrace == 0 ? 0 : kappa * trace(covariance, size) / sharedTrace;
          int[] kept = IntStream.range(0, size).filter(i -> alive.keeps(unit.index(i))).toArray();
          int n = kept.length;
          double[] curvature = new double[n * n];
          double[] weights = new double[n];
          for (int i = 0; i < n; i++) {
            for (int l = 0; l <= i; l++) {
              int at = kept[i] * size + kept[l];
              curvature[i * n + l] = (1 - kappa) * covariance[at] + part * shared[at];
            }
            curvature[i * n + i] += delta;
            weights[i] = theta[unit.index(kept[i])];
          }
          return new UnitSurgeon(unit, algebra, kept, curvature, weights);
        });
  }

  private static double trace(double[] matrix, int n) {
    double trace = 0;
    for (int i = 0; i < n; i++) {
      trace += matrix[i * n + i];
    }
    return trace;
  }

  /** Computes on all cores, in order. */
  private static <T> List<T> parallel(int count, IntFunction<T> function) {
    return IntStream.range(0, count).parallel().mapToObj(function).toList();
  }
}
