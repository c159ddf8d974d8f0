package org.espalier.harness.evidence;

import java.util.OptionalDouble;

/**
 * One call of the estimator in figures.
 *
 * @param selected parameters with γ ≠ 0
 * @param sumAbsoluteGamma Σ|γ|, loss per squared update
 * @param rSquared as in {@link FitDiagnostics}, on the losses that the call was given
 * @param converged whether it met its own stopping rule
 */
public record EvidenceFigures(
    int selected, double sumAbsoluteGamma, OptionalDouble rSquared, boolean converged) {}
