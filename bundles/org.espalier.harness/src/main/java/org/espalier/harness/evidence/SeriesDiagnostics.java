package org.espalier.harness.evidence;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the series of loss changes ΔLₜ is like; empty where a series this short or this constant
 * leaves a figure undefined.
 *
 * @param steps T
 * @param trend least squares on t, with the standard error of Newey and West (1987)
 * @param dickeyFuller augmented Dickey-Fuller test with a constant; its null is a unit root
 * @param kpss test of Kwiatkowski, Phillips, Schmidt and Shin (1992); its null is a constant level.
 *     Its p value is known between 0.01 and 0.1 alone, and a bound there
 * @param ljungBox its null is no autocorrelation (Ljung and Box 1978)
 * @param effectiveSteps T ÷ (1 + 2 Σₖ ρₖ), over Geyer's initial positive sequence
 */
public record SeriesDiagnostics(
    int steps,
    Optional<Trend> trend,
    Optional<TestResult> dickeyFuller,
    Optional<TestResult> kpss,
    Optional<TestResult> ljungBox,
    OptionalDouble effectiveSteps) {

  /** Of a series whose order means nothing. */
  public static SeriesDiagnostics unordered(int steps) {
    return new SeriesDiagnostics(
        steps,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalDouble.empty());
  }
}
