package org.espalier.estimator.smile.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.trajectory.Trajectory;

/**
 * The Lasso and the elastic net by Smile's interior point (Kim, Koh, Lustig, Boyd and Gorinevsky
 * 2007): γ minimises (1/2n)‖y − Xγ‖² + λ (ρ‖γ‖₁ + (1 − ρ)/2 ‖γ‖²), where y are the loss changes and
 * X the squared updates of the same step, standardised.
 *
 * <p>Smile minimises ‖y − Xβ‖² + λ₁‖β‖₁ + λ₂‖β‖², so λ₁ = 2nλρ and λ₂ = nλ(1 − ρ). An interior
 * point never reaches 0; coefficients that are 0 by proof of the duality gap are set to 0.
 */
final class InteriorPoint {
  private final String plugin;
  private final double lambdaRatio;
  private final double l1Ratio;
  private final double tolerance;
  private final int maxIterations;

  InteriorPoint(SmileLassoOptions options) {
    this.plugin = "smile-lasso";
    this.lambdaRatio = options.lambdaRatio();
    this.l1Ratio = 1;
    this.tolerance = options.tolerance();
    this.maxIterations = options.maxIterations();
  }

  InteriorPoint(SmileElasticNetOptions options) {
    this.plugin = "smile-elastic-net";
    this.lambdaRatio = options.lambdaRatio();
    this.l1Ratio = options.l1Ratio();
    this.tolerance = options.tolerance();
    this.maxIterations = options.maxIterations();
  }

  /**
   * Estimates γ.
   *
   * @throws org.espalier.core.InvalidDataException if the trajectory is too short, too large or not
   *     finite
   * @throws org.espalier.core.EspalierException if there is no OpenBLAS
   */
  CausalEvidence estimate(Trajectory trajectory, Progress progress) {
    Limits.INTERIOR_POINT.require(trajectory, plugin);
    DenseFeatures features = new DenseFeatures(trajectory, progress);
    long start = System.nanoTime();
    double lambdaMax = features.steepest() / l1Ratio;
    double[] beta = new double[features.size()];
    double relativeGap = 0;
    if (features.regressable() && lambdaMax > 0) {
      double l1 = lambdaRatio * lambdaMax * l1Ratio;
      double l2 = lambdaRatio * lambdaMax * (1 - l1Ratio);
      int n = features.steps();
      beta = new Smile(features, progress).elasticNet(2 * n * l1, n * l2, tolerance, maxIterations);
      DualityGap gap = new DualityGap(features, beta, l1, l2);
      relativeGap = gap.relative();
      for (int j = 0; j < beta.length; j++) {
        beta[j] = gap.provesZero(j) ? 0 : beta[j];
      }
    }
    double[] gamma = features.gamma(beta);
    double seconds = (System.nanoTime() - start) * 1e-9;
    Map<String, Object> details = details(features.inLoss(lambdaMax), relativeGap);
    details.putAll(features.describe(gamma));
    return new CausalEvidence(
        gamma, GrangerForm.INSTANTANEOUS, relativeGap <= tolerance, seconds, details);
  }

  private Map<String, Object> details(double lambdaMax, double relativeGap) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("form", "instantaneous");
    details.put("lambda", lambdaRatio * lambdaMax);
    details.put("lambdaMax", lambdaMax);
    details.put("lambdaRatio", lambdaRatio);
    if (l1Ratio < 1) {
      details.put("l1Ratio", l1Ratio);
    }
    details.put("dualityGap", relativeGap);
    details.put("tolerance", tolerance);
    return details;
  }
}
