package org.espalier.harness.internal.flatness;

import org.espalier.core.model.Dataset;
import org.espalier.core.model.Evaluation;
import org.espalier.testkit.Fixtures;

/**
 * L = ½ (θ − θ*)ᵀ Q (θ − θ*) with Q = R diag(eigenvalues) R and R = I − 2uuᵀ a reflection; θ* = 0.
 * One tensor of one unit and its bias; gradients are rounded to single precision.
 */
final class Quadratic extends FloatModel {
  private final double[] eigenvalues;
  private final double[] u;

  Quadratic(double[] eigenvalues, float[] weights, long seed) {
    super(Fixtures.mlp(eigenvalues.length - 1, 1), weights);
    this.eigenvalues = eigenvalues;
    float[] normal = Fixtures.normal(eigenvalues.length, 1, seed);
    u = new double[normal.length];
    for (int k = 0; k < u.length; k++) {
      u[k] = normal[k];
    }
    double norm = Vectors.norm(u);
    for (int k = 0; k < u.length; k++) {
      u[k] /= norm;
    }
  }

  /** Q v. */
  double[] times(double[] v) {
    double[] w = reflected(v);
    for (int k = 0; k < w.length; k++) {
      w[k] *= eigenvalues[k];
    }
    return reflected(w);
  }

  private double[] reflected(double[] v) {
    double[] w = v.clone();
    Vectors.add(w, -2 * Vectors.dot(u, v), u);
    return w;
  }

  private double[] theta() {
    float[] weights = weights();
    double[] theta = new double[weights.length];
    for (int k = 0; k < theta.length; k++) {
      theta[k] = weights[k];
    }
    return theta;
  }

  @Override
  public Evaluation evaluate(Dataset data) {
    double[] theta = theta();
    return new Evaluation(1, Vectors.dot(theta, times(theta)) / 2, data.size());
  }

  @Override
  public float[] gradient(Dataset batch, double labelSmoothing) {
    double[] exact = times(theta());
    float[] rounded = new float[exact.length];
    for (int k = 0; k < rounded.length; k++) {
      rounded[k] = (float) exact[k];
    }
    return rounded;
  }
}
