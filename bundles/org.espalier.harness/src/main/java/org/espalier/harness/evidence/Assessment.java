package org.espalier.harness.evidence;

import java.util.Optional;

/**
 * How far an estimate can be trusted.
 *
 * @param figures of the estimate itself
 * @param series what the loss changes are like
 * @param fit how well γ tells them
 * @param nullControl what the estimator finds where there is nothing to find, if it was asked
 * @param windows whether parts of the trajectory agree, if they were asked for
 */
public record Assessment(
    EvidenceFigures figures,
    SeriesDiagnostics series,
    FitDiagnostics fit,
    Optional<NullControl> nullControl,
    Optional<Windows> windows) {}
