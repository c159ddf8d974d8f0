package org.espalier.estimator.smile.internal;

/**
 * How far coefficients are from the least (1/2n)‖y − Xβ‖² + λ₁‖β‖₁ + (λ₂/2)‖β‖², by Fenchel
 * duality; it doesn't trust Smile. The ridge part is taken for n more rows of the Lasso, √(nλ₂) I
 * with response 0 (Zou and Hastie 2005, lemma 1).
 */
final class DualityGap {
  private final double primal;
  private final double dual;
  private final double[] correlations;
  private final double radius;

  /**
   * @param l1 λ₁, positive
   * @param l2 λ₂, at least 0
   */
  DualityGap(DenseFeatures features, double[] beta, double l1, double l2) {
    int n = features.steps();
    double[] y = features.response();
    double[] rest = y.clone();
    double absolute = 0;
    double squares = 0;
    for (int j = 0; j < beta.length; j++) {
      double[] x = features.feature(j);
      for (int t = 0; t < n; t++) {
        rest[t] -= beta[j] * x[t];
      }
      absolute += Math.abs(beta[j]);
      squares += beta[j] * beta[j];
    }
    correlations = new double[beta.length];
    double steepest = 0;
    for (int j = 0; j < beta.length; j++) {
      correlations[j] = dot(features.feature(j), rest) / n - l2 * beta[j];
      steepest = Math.max(steepest, Math.abs(correlations[j]));
    }
    // The multiple of all rows' residuals that is dual feasible and best.
    double length = dot(rest, rest) / n + l2 * squares;
    double along = dot(rest, y) / n;
    double limit = l1 / steepest;
    double scale = Math.max(-limit, Math.min(limit, along / length));
    primal = length / 2 + l1 * absolute;
    dual = scale * along - scale * scale * length / 2;
    for (int j = 0; j < beta.length; j++) {
      correlations[j] *= scale / l1;
    }
    radius = Math.sqrt(2 * Math.max(0, primal - dual) * (1 + l2)) / l1;
  }

  /** Gap ÷ dual objective, as Smile stops by; at least 0, and finite. */
  double relative() {
    return dual > 0 ? Math.max(0, primal - dual) / dual : Double.MAX_VALUE;
  }

  /**
   * Whether the gap proves that a coefficient is 0 at the least objective (Ndiaye, Fercoq, Gramfort
   * and Salmon 2017, Gap Safe sphere test).
   */
  boolean provesZero(int j) {
    return Math.abs(correlations[j]) + radius < 1;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
