package org.espalier.policy.layerwise.internal;

import org.espalier.core.EspalierException;

/**
 * Takes the weights of one unit out one by one, each time the one whose loss w² ÷ 2[H⁻¹]ₚₚ is least
 * once the others make up for it: w ← w − (wₚ ÷ [H⁻¹]ₚₚ) H⁻¹ₚ. What is gone is taken out of H⁻¹ by
 * one step of Gaussian elimination.
 */
final class RowSurgeon {
  private final int size;
  private final double[] inverse;
  private final double[] weights;
  private final boolean[] gone;
  private final EspalierException singular;

  /**
   * @param weights of one unit; a copy is changed
   * @param inverse H⁻¹, row by row; a copy is changed
   * @param singular what to throw where H⁻¹ is not positive any more
   */
  RowSurgeon(double[] weights, double[] inverse, EspalierException singular) {
    this.size = weights.length;
    this.inverse = inverse.clone();
    this.weights = weights.clone();
    this.gone = new boolean[size];
    this.singular = singular;
  }

  /** The one to go next, of equal ones that of lower index; −1 if none is left. */
  int next() {
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int p = 0; p < size; p++) {
      if (!gone[p]) {
        double loss = loss(p);
        if (best < 0 || loss < least) {
          best = p;
          least = loss;
        }
      }
    }
    return best;
  }

  /** What it costs to take one out. */
  double loss(int p) {
    double curvature = inverse[p * size + p];
    if (!(curvature > 0)) {
      throw singular;
    }
    return weights[p] * weights[p] / curvature / 2;
  }

  /** Takes one out. */
  void remove(int p) {
    double pivot = inverse[p * size + p];
    if (!(pivot > 0)) {
      throw singular;
    }
    double share = weights[p] / pivot;
    gone[p] = true;
    for (int i = 0; i < size; i++) {
      if (!gone[i]) {
        weights[i] -= share * inverse[p * size + i];
        subtract(i, inverse[i * size + p] / pivot, p);
      }
    }
    weights[p] = 0;
  }

  private void subtract(int i, double factor, int p) {
    if (factor == 0) {
      return;
    }
    int row = i * size;
    int from = p * size;
    for (int j = 0; j < size; j++) {
      inverse[row + j] -= factor * inverse[from + j];
    }
  }

  /** A weight as it is now. */
  double weight(int p) {
    return weights[p];
  }
}
