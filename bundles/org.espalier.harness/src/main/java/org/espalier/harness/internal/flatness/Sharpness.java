package org.espalier.harness.internal.flatness;

import java.util.Arrays;

/** How far the loss rises within a neighbourhood of the weights. */
final class Sharpness {
  private static final int ASCENTS = 10;

  private final LossSurface surface;
  private final double[] weights;
  private final double loss;
  private final double[] gradient;

  Sharpness(LossSurface surface) {
    this.surface = surface;
    this.weights = surface.weights();
    double[] nowhere = new double[weights.length];
    this.loss = surface.loss(nowhere);
    this.gradient = surface.gradient(nowhere);
  }

  /** L(θ) in nats. */
  double loss() {
    return loss;
  }

  /** ‖∇L(θ)‖ in the subspace. */
  double gradientNorm() {
    return Vectors.norm(gradient);
  }

  /**
   * ε-sharpness: 100 (max L(θ + s) − L(θ)) ÷ (1 + L(θ)) over the box |sₖ| ≤ ε (|θₖ| + 1) (Keskar et
   * al., ICLR 2017, metric 2.1 with A = I).
   *
   * <p>The maximum is sought by projected gradient ascent in the norm of the box, with steps that
   * reach across it: from s to the corner where each sₖ has the sign of ∇L(θ + s), until it stays,
   * at most ten times. Where L is convex no step goes down. The best corner counts, so the value is
   * a lower bound of the published one, as that of the authors' ten steps of L-BFGS-B is.
   *
   * @param epsilon ε, above 0
   */
  double keskar(double epsilon) {
    double[] shift = new double[weights.length];
    double[] uphill = gradient;
    double most = loss;
    for (int i = 0; i < ASCENTS; i++) {
      double[] corner = new double[weights.length];
      for (int k = 0; k < corner.length; k++) {
        corner[k] = epsilon * (Math.abs(weights[k]) + 1) * Math.signum(uphill[k]);
      }
      if (Arrays.equals(corner, shift)) {
        break;
      }
      shift = corner;
      most = Math.max(most, surface.loss(shift));
      uphill = surface.gradient(shift);
    }
    return 100 * (most - loss) / (1 + loss);
  }

  /**
   * L(θ + ρ ∇L ÷ ‖∇L‖) − L(θ) in nats (Foret et al., ICLR 2021); 0 where the gradient is 0.
   *
   * @param radius ρ
   */
  double sam(double radius) {
    return rise(gradient, radius / Vectors.norm(gradient));
  }

  /**
   * L(θ + ρ T² ∇L ÷ ‖T ∇L‖) − L(θ) in nats with T = diag |θₖ| (Kwon et al., ICML 2021, element-wise
   * and without the constant that they add to T): the same for all rescalings of weights that leave
   * the network's function as it is.
   *
   * @param radius ρ
   */
  double adaptiveSam(double radius) {
    double[] scaled = gradient.clone();
    double[] direction = gradient.clone();
    for (int k = 0; k < scaled.length; k++) {
      scaled[k] *= Math.abs(weights[k]);
      direction[k] *= weights[k] * weights[k];
    }
    return rise(direction, radius / Vectors.norm(scaled));
  }

  private double rise(double[] direction, double by) {
    return Double.isFinite(by) ? surface.loss(Vectors.scaled(direction, by)) - loss : 0;
  }
}
