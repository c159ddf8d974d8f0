package org.espalier.core.causality;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Finds which parameters' updates are Granger-predictive of the loss; a service, safe for many
 * threads. The same request gives the same evidence to the last digit.
 */
@ConsumerType
public interface CausalityEstimator {
  /**
   * Estimates γ in ΔLₜ = Σₖ γₖ (Δθₜₖ)² + εₜ, or its lagged form.
   *
   * @throws IllegalArgumentException if an option is unknown or outside its limits
   * @throws org.espalier.core.InvalidDataException if the trajectory is too short or not finite
   * @throws org.espalier.core.CancelledException if cancelled
   */
  CausalEvidence estimate(EstimationRequest request);
}
