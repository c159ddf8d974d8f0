package org.espalier.harness.evidence;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How well γ tells ΔL on the steps that it was estimated from, beside one γ for all parameters.
 *
 * @param rSquared of ΔLₜ regressed, with an intercept, on ŷₜ = Σₖ γₖ (Δθₜₖ)²; of the lagged form,
 *     which γ alone can't be turned back into, what the estimator tells; empty if it tells nothing
 * @param source where that is from
 * @param constantGamma the model ΔLₜ = c + γ ‖Δθₜ‖²
 * @param firstOrder what γ is to first order under plain SGD; empty of what is no training
 * @param residualLjungBox of ΔLₜ − a − b ŷₜ; its null is no autocorrelation; empty of what is no
 *     training
 */
public record FitDiagnostics(
    OptionalDouble rSquared,
    Source source,
    Optional<ConstantGamma> constantGamma,
    Optional<FirstOrder> firstOrder,
    Optional<TestResult> residualLjungBox) {

  /** Who computed R². */
  public enum Source {
    /** Computed here, from γ and the updates. */
    GAMMA,
    /** Quoted from the estimator's details. */
    ESTIMATOR,
    /** Nobody. */
    NONE
  }

  /**
   * −1 ÷ η, loss per squared update.
   *
   * @param first of the first step
   * @param last of the last step
   */
  public record FirstOrder(double first, double last) {}

  /**
   * One γ for all parameters, by least squares.
   *
   * @param gamma loss per squared update
   * @param intercept c, in loss
   * @param rSquared of the fit
   */
  public record ConstantGamma(double gamma, double intercept, double rSquared) {}
}
