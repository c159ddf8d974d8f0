package org.espalier.core.causality;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an estimator found: γ for each parameter, and how far to trust it; immutable. "Causal" here
 * means Granger-predictive of the loss, nothing stronger.
 */
public final class CausalEvidence {
  private final double[] gamma;
  private final GrangerForm form;
  private final boolean converged;
  private final double solveSeconds;
  private final Map<String, Object> details;

  /**
   * @param gamma γ, p values in units of loss per squared update; copied
   * @param form which past the estimate looked at
   * @param converged whether the estimator met its own stopping rule
   * @param solveSeconds time of the solve alone
   * @param details the estimator's numbers by name, in the order to print: texts, numbers,
   *     booleans, and lists and maps (by text) of these
   * @throws ArithmeticException if a γ is not finite
   */
  public CausalEvidence(
      double[] gamma,
      GrangerForm form,
      boolean converged,
      double solveSeconds,
      Map<String, Object> details) {
    for (int k = 0; k < gamma.length; k++) {
      if (!Double.isFinite(gamma[k])) {
        throw new ArithmeticException("gamma[%d] = %s; it must be finite".formatted(k, gamma[k]));
      }
    }
    this.gamma = gamma.clone();
    this.form = form;
    this.converged = converged;
    this.solveSeconds = solveSeconds;
    this.details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  /** γ, p values, a copy. */
  public double[] gamma() {
    return gamma.clone();
  }

  /** p. */
  public int size() {
    return gamma.length;
  }

  public double gamma(int index) {
    return gamma[index];
  }

  /** Number of parameters with γ ≠ 0. */
  public int selected() {
    int selected = 0;
    for (double g : gamma) {
      if (g != 0) {
        selected++;
      }
    }
    return selected;
  }

  public GrangerForm form() {
    return form;
  }

  public boolean converged() {
    return converged;
  }

  public double solveSeconds() {
    return solveSeconds;
  }

  public Map<String, Object> details() {
    return details;
  }
}
