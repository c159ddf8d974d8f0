package org.espalier.core.causality;

import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.core.trajectory.Trajectory;

/**
 * What to estimate from, and how.
 *
 * @param trajectory the recorded steps; stays open until the estimate is done
 * @param options override the estimator's defaults
 * @param seed of whatever is random
 * @param progress told now and then, asked at least once a second
 */
public record EstimationRequest(
    Trajectory trajectory, Options options, long seed, Progress progress) {

  /** Defaults, seed 0, nobody watching. */
  public static EstimationRequest of(Trajectory trajectory) {
    return new EstimationRequest(trajectory, Options.none(), 0, Progress.NONE);
  }
}
