package org.espalier.policy.baseline.internal;

import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import org.espalier.core.EspalierException;
import org.espalier.core.Progress;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.pruning.MinibatchGradients;
import org.espalier.core.pruning.PruningRequest;

/** Means over minibatches, each of equal weight, in double precision. */
final class GradientMeans {
  private final ParameterLayout layout;
  private final MinibatchGradients gradients;
  private final Progress progress;

  GradientMeans(PruningRequest request) {
    this.layout = request.layout();
    this.gradients = request.gradients();
    this.progress = request.progress();
    if (gradients.count() == 0) {
      throw new EspalierException("there is no minibatch to take gradients of; pass more data");
    }
  }

  /** The mean of g, p values. */
  double[] signed() {
    return means(gradients::gradient, g -> g);
  }

  /**
   * The mean of g at other weights.
   *
   * @param weights p values
   */
  double[] signedAt(float[] weights) {
    return means(batch -> gradients.gradient(batch, weights), g -> g);
  }

  /** The mean of |g|, p values. */
  double[] absolute() {
    return means(gradients::gradient, Math::abs);
  }

  /** The mean of g², p values. */
  double[] squared() {
    return means(gradients::gradient, g -> g * g);
  }

  private double[] means(IntFunction<float[]> gradientOf, DoubleUnaryOperator of) {
    int count = gradients.count();
    double[] sums = new double[layout.size()];
    for (int batch = 0; batch < count; batch++) {
      progress.check();
      float[] gradient = gradientOf.apply(batch);
      requireFinite(gradient, batch);
      for (int k = 0; k < sums.length; k++) {
        sums[k] += of.applyAsDouble(gradient[k]);
      }
      progress.at(batch + 1, count, "gradients");
    }
    for (int k = 0; k < sums.length; k++) {
      sums[k] /= count;
    }
    return sums;
  }

  private void requireFinite(float[] gradient, int batch) {
    if (gradient.length != layout.size()) {
      throw new EspalierException(
          "the gradient of minibatch %d has %d values for %d parameters"
              .formatted(batch, gradient.length, layout.size()));
    }
    for (Parameter parameter : layout.parameters()) {
      for (int k = parameter.offset(); k < parameter.end(); k++) {
        if (!Float.isFinite(gradient[k])) {
          throw new EspalierException(
              "the gradient of minibatch %d is %s for %s at index %d; it must be finite"
                  .formatted(batch, gradient[k], parameter.name(), k - parameter.offset()));
        }
      }
    }
  }
}
