package org.espalier.estimator.lasso.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * The columns Z that carry no penalty, such as the intercept and the loss's own lags, as an
 * orthonormal basis Q of their span. Taking out that span from the response and from every feature
 * leaves a Lasso with the same coefficients (Frisch and Waugh 1933; Lovell 1963).
 */
final class UnpenalizedColumns {
  /** Of a column's length, what must stand out of the span of those before it. */
  private static final double RANK_TOLERANCE = 1e-10;

  private final List<double[]> basis = new ArrayList<>();

  /**
   * Takes up a column if it is linearly independent of those before.
   *
   * @param column n values; left as they are
   */
  void add(double[] column) {
    double[] rest = column.clone();
    double before = Math.sqrt(Vectors.squaredNorm(rest));
    project(rest);
    double norm = Math.sqrt(Vectors.squaredNorm(rest));
    if (norm > RANK_TOLERANCE * before) {
      Vectors.scale(1 / norm, rest);
      basis.add(rest);
    }
  }

  /** v ← v − QQᵀv, twice, so that round-off of the first is taken out too. */
  void project(double[] v) {
    for (int pass = 0; pass < 2; pass++) {
      for (double[] q : basis) {
        Vectors.addScaled(-Vectors.dot(q, v), q, v);
      }
    }
  }
}
