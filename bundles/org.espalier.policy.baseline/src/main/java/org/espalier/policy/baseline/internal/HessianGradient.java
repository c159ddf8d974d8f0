package org.espalier.policy.baseline.internal;

import org.espalier.core.model.Parameter;
import org.espalier.core.pruning.PruningRequest;

/**
 * Hg, the Hessian of the mean loss over all minibatches times its gradient, both over the living
 * prunable weights, by central differences of the gradient along g:
 *
 * <p>Hg ≈ ‖g‖ (∇L(θ + h g/‖g‖) − ∇L(θ − h g/‖g‖)) ÷ 2h.
 *
 * <p>The step h is {@value #STEP} ‖θ‖. The error is O(h²) of the loss's fourth derivative and the
 * gradient's rounding, a float's 6e-8 of it, ÷ h; a ReLU that switches within the step adds its
 * own.
 */
final class HessianGradient {
  private static final double STEP = 1e-3;

  private final PruningRequest request;
  private final GradientMeans means;
  private final float[] weights;

  HessianGradient(PruningRequest request) {
    this.request = request;
    this.means = new GradientMeans(request);
    this.weights = request.weights();
  }

  /** Hg, p values, 0 outside the living prunable weights; all 0 where g or θ is. */
  double[] product() {
    double[] gradient = prunable(means.signed());
    double length = Math.sqrt(squaredLength(gradient));
    double step = STEP * Math.sqrt(squaredLength(prunable(doubles(weights))));
    double[] product = new double[weights.length];
    if (!(length > 0 && step > 0)) {
      return product;
    }
    double[] ahead = means.signedAt(moved(gradient, step / length));
    double[] behind = means.signedAt(moved(gradient, -step / length));
    for (int k = 0; k < product.length; k++) {
      product[k] = length * (ahead[k] - behind[k]) / (2 * step);
    }
    return prunable(product);
  }

  private float[] moved(double[] direction, double factor) {
    float[] moved = weights.clone();
    for (int k = 0; k < moved.length; k++) {
      moved[k] = (float) (moved[k] + factor * direction[k]);
    }
    return moved;
  }

  private double[] prunable(double[] values) {
    double[] some = request.alive().only(values);
    for (Parameter parameter : request.layout().parameters()) {
      for (int k = parameter.offset(); !parameter.prunable() && k < parameter.end(); k++) {
        some[k] = 0;
      }
    }
    return some;
  }

  private static double squaredLength(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value;
    }
    return sum;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int k = 0; k < doubles.length; k++) {
      doubles[k] = values[k];
    }
    return doubles;
  }
}
