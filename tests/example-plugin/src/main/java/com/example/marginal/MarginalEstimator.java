package com.example.marginal;

import java.nio.FloatBuffer;
import java.util.Map;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Need;
import org.espalier.core.Plugin;
import org.espalier.core.PluginKind;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.causality.EstimationRequest;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.trajectory.FloatRows;
import org.osgi.service.component.annotations.Component;

/** γₖ = cov((Δθₜₖ)², ΔLₜ) ÷ var((Δθₜₖ)²): the loss change regressed on each parameter alone. */
@Component
@Plugin(
    kind = PluginKind.ESTIMATOR,
    id = "marginal", // what commands and experiment files call it
    description = "Regresses the loss change on each squared update alone.",
    source = "Example",
    needs = Need.TRAJECTORY)
public final class MarginalEstimator implements CausalityEstimator {
  // One object serves many threads at once, so what an estimate needs is in local variables.
  @Override
  public CausalEvidence estimate(EstimationRequest request) {
    request.options().requireNone(); // a misspelt option must not pass in silence
    long start = System.nanoTime();
    double[] change = request.trajectory().losses().changes();
    if (change.length == 0) {
      throw new InvalidDataException("the trajectory has no steps; record some");
    }
    FloatRows updates = request.trajectory().updates();
    int p = updates.columns();
    double[] mean = new double[p];
    double[] variance = new double[p];
    double[] covariance = new double[p];
    double meanChange = 0;
    // One pass over the rows, as they lie on disk, after Welford 1962: a parameter whose updates
    // are all alike has a variance of exactly 0, not one of rounding errors.
    for (int t = 0; t < change.length; t++) {
      request.progress().check(); // throws where the user wants it to stop
      FloatBuffer row = updates.row(t);
      meanChange += (change[t] - meanChange) / (t + 1);
      for (int k = 0; k < p; k++) {
        double feature = (double) row.get(k) * row.get(k);
        double deviation = feature - mean[k];
        mean[k] += deviation / (t + 1);
        variance[k] += deviation * (feature - mean[k]);
        covariance[k] += deviation * (change[t] - meanChange);
      }
    }
    double[] gamma = new double[p];
    for (int k = 0; k < p; k++) {
      gamma[k] = variance[k] == 0 ? 0 : covariance[k] / variance[k];
      if (!Double.isFinite(gamma[k])) {
        throw new InvalidDataException(
            "an update of parameter " + k + " or a loss is not finite: the training diverged");
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new CausalEvidence(gamma, GrangerForm.INSTANTANEOUS, true, seconds, Map.of());
  }
}
