package org.espalier.policy.baseline.internal.fisher;

import org.espalier.core.EspalierException;
import org.espalier.core.pruning.PruningRequest;

/** Weights on their way into a regression and back. */
final class FisherWeights {
  private FisherWeights() {}

  /** θ with the dead at 0, p values. */
  static float[] of(PruningRequest request) {
    return request.alive().apply(request.weights());
  }

  /** θ with new values of the living prunable weights. */
  static float[] replace(PruningRequest request, GradientColumns gradients, double[] values) {
    float[] weights = of(request);
    for (int q = 0; q < values.length; q++) {
      weights[gradients.weight(q)] = (float) values[q];
    }
    return weights;
  }

  /** Curvature and damping are sums of squares, so that only rounding can make them so. */
  static EspalierException notPositive() {
    return new EspalierException(
        "the gradients' curvature is not positive definite, because so little damping drowns in its"
            + " rounding errors; raise the option damping");
  }
}
