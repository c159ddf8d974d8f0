package org.espalier.policy.layerwise.internal;

import org.espalier.core.EspalierException;
import org.espalier.core.model.InputMoments;
import org.espalier.core.model.Parameter;
import org.espalier.lib.algebra.LinearAlgebra;

/**
 * H = 2XXᵀ ÷ n, the Hessian of a unit's squared error ‖wX − ŵX‖² ÷ n, the same for every unit of a
 * layer. An input that is always 0 gets 1 on the diagonal, as in the published codes, so that
 * nothing else hangs on it.
 */
final class Hessian {
  private static final LinearAlgebra ALGEBRA = LinearAlgebra.best();

  /** A pivot that loses more than this share of its diagonal is noise: the inputs are floats. */
  private static final double LEAST_PIVOT = Math.ulp(1f);

  private final Parameter tensor;
  private final int size;
  private final double[] values;
  private final boolean[] dead;

  /**
   * @throws EspalierException if a moment is not finite
   */
  Hessian(Parameter tensor, InputMoments moments) {
    this.tensor = tensor;
    size = moments.inputs();
    values = moments.products();
    dead = new boolean[size];
    double scale = 2.0 / Math.max(1, moments.columns());
    for (int k = 0; k < values.length; k++) {
      values[k] *= scale;
      if (!Double.isFinite(values[k])) {
        throw LayerByLayer.notFinite(tensor);
      }
    }
    for (int j = 0; j < size; j++) {
      dead[j] = values[j * size + j] == 0;
      if (dead[j]) {
        values[j * size + j] = 1;
      }
    }
  }

  /** Sets the weights whose input is always 0 to 0, whether they are cut or not. */
  void clearDead(Layer layer) {
    for (int k = 0; k < layer.weights.length; k++) {
      if (dead[k % size]) {
        layer.weights[k] = 0;
      }
    }
  }

  /** wHwᵀ of one unit's weights: 2‖wX‖² ÷ n, and what the dampening adds. */
  double energy(double[] weights, int from) {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      double row = 0;
      for (int j = 0; j < size; j++) {
        row += values[i * size + j] * weights[from + j];
      }
      sum += weights[from + i] * row;
    }
    return sum;
  }

  /** Adds a share of the mean of the diagonal to the diagonal. */
  void dampen(double share) {
    double mean = 0;
    for (int j = 0; j < size; j++) {
      mean += values[j * size + j] / size;
    }
    add(share * mean);
  }

  /** Adds a number to the diagonal. */
  void add(double number) {
    for (int j = 0; j < size; j++) {
      values[j * size + j] += number;
    }
  }

  /** Whether H is positive definite as far as the inputs' floats can tell. */
  boolean isPositiveDefinite() {
    double[] lower = values.clone();
    if (!ALGEBRA.cholesky(lower, size)) {
      return false;
    }
    for (int j = 0; j < size; j++) {
      double pivot = lower[j * size + j];
      if (!(pivot * pivot > LEAST_PIVOT * values[j * size + j])) {
        return false;
      }
    }
    return true;
  }

  /** H⁻¹, row by row. */
  double[] inverse() {
    double[] inverse = values.clone();
    if (!ALGEBRA.invert(inverse, size)) {
      throw singular();
    }
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < i; j++) {
        inverse[j * size + i] = inverse[i * size + j];
      }
    }
    return inverse;
  }

  /** The upper triangle R of H⁻¹ = RᵀR, row by row. */
  double[] inverseRoot() {
    double[] lower = inverse();
    if (!ALGEBRA.cholesky(lower, size)) {
      throw singular();
    }
    double[] root = new double[size * size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        root[j * size + i] = lower[i * size + j];
      }
    }
    return root;
  }

  EspalierException singular() {
    return new EspalierException(
        "what %s sees doesn't tell its inputs apart; give more examples, or a larger dampening"
            .formatted(tensor.name()));
  }
}
