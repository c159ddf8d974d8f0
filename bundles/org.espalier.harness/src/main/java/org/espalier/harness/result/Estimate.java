package org.espalier.harness.result;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One seed's causal evidence.
 *
 * @param estimator the estimator as the experiment names it
 * @param seed whose trajectory it looked at
 * @param converged whether it met its own stopping rule
 * @param selected parameters with γ ≠ 0
 * @param seconds time of the solve alone
 * @param details the estimator's own numbers
 */
public record Estimate(
    String estimator,
    long seed,
    boolean converged,
    int selected,
    double seconds,
    Map<String, Object> details) {

  public Estimate {
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }
}
