package org.espalier.harness.evidence;

import java.util.Optional;
import org.espalier.core.trajectory.TrajectoryKind;

/**
 * How far an estimate can be trusted.
 *
 * @param kind how the trajectory's rows came about
 * @param figures of the estimate itself
 * @param series what the loss changes are like; of perturbations their number alone is defined, for
 *     they have no order
 * @param fit how well γ tells them
 * @param nullControl what the estimator finds where there is nothing to find, if it was asked
 * @param windows whether parts of the trajectory agree, if they were asked for
 */
public record Assessment(
    TrajectoryKind kind,
    EvidenceFigures figures,
    SeriesDiagnostics series,
    FitDiagnostics fit,
    Optional<NullControl> nullControl,
    Optional<Windows> windows) {}
