package org.espalier.estimator.smile.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.trajectory.Trajectory;

/**
 * Ridge regression by Smile (Hoerl and Kennard 1970): γ minimises (1/2n)‖y − Xγ‖² + (λ/2)‖γ‖²,
 * where y are the loss changes and X the squared updates of the same step, standardised. Smile
 * minimises ‖y − Xβ‖² + λ₂‖β‖², so λ₂ = nλ.
 */
final class Ridge {
  private final SmileRidgeOptions options;

  Ridge(SmileRidgeOptions options) {
    this.options = options;
  }

  /**
   * Estimates γ, which is 0 only where a squared update is constant.
   *
   * @throws org.espalier.core.InvalidDataException if the trajectory is too short, too large or not
   *     finite
   * @throws org.espalier.core.EspalierException if there is no OpenBLAS
   */
  CausalEvidence estimate(Trajectory trajectory, Progress progress) {
    Limits.CHOLESKY.require(trajectory, "smile-ridge");
    DenseFeatures features = new DenseFeatures(trajectory, progress);
    long start = System.nanoTime();
    double[] beta =
        features.regressable()
            ? new Smile(features, progress).ridge(features.steps() * options.lambda())
            : new double[features.size()];
    double[] gamma = features.gamma(beta);
    double seconds = (System.nanoTime() - start) * 1e-9;
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("form", "instantaneous");
    details.put("lambda", options.lambda());
    details.putAll(features.describe(gamma));
    return new CausalEvidence(gamma, GrangerForm.INSTANTANEOUS, true, seconds, details);
  }
}
