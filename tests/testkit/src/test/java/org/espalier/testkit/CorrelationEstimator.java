package org.espalier.testkit;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import org.espalier.core.InvalidDataException;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.causality.EstimationRequest;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.trajectory.Trajectory;

/** γₖ = cov((Δθₜₖ)², ΔLₜ) ÷ var((Δθₜₖ)²): one regression for each parameter. */
final class CorrelationEstimator implements CausalityEstimator {
  @Override
  public CausalEvidence estimate(EstimationRequest request) {
    request.options().requireNone();
    Trajectory trajectory = request.trajectory();
    double[] changes = trajectory.losses().changes();
    if (changes.length < 2) {
      throw new InvalidDataException("the trajectory has fewer than two steps; record more");
    }
    int p = trajectory.updates().columns();
    double[] sum = new double[p];
    double[] squares = new double[p];
    double[] products = new double[p];
    for (int t = 0; t < changes.length; t++) {
      request.progress().check();
      FloatBuffer row = trajectory.updates().row(t);
      for (int k = 0; k < p; k++) {
        double x = (double) row.get(k) * row.get(k);
        sum[k] += x;
        squares[k] += x * x;
        products[k] += x * changes[t];
      }
    }
    double change = Arrays.stream(changes).sum();
    double[] gamma = new double[p];
    for (int k = 0; k < p; k++) {
      double variance = squares[k] - sum[k] * sum[k] / changes.length;
      double covariance = products[k] - sum[k] * change / changes.length;
      gamma[k] = variance == 0 ? 0 : covariance / variance;
      if (!Double.isFinite(gamma[k])) {
        throw new InvalidDataException("the trajectory has a value that is not finite");
      }
    }
    return new CausalEvidence(gamma, GrangerForm.INSTANTANEOUS, true, 0, Map.of());
  }
}
