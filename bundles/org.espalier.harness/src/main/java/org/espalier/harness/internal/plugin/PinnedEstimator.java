package org.espalier.harness.internal.plugin;

import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.causality.EstimationRequest;
import org.espalier.core.trajectory.Trajectory;
import org.jspecify.annotations.Nullable;

/**
 * One estimator with one set of options, held until closed, so that everything that is asked of it
 * is answered by the same service.
 */
public final class PinnedEstimator implements AutoCloseable {
  private final Lease<CausalityEstimator> estimator;
  private final LeasedTrajectory recorded;
  private final Trajectory given;
  private final Options options;
  private final long seed;

  PinnedEstimator(
      Lease<CausalityEstimator> estimator,
      LeasedTrajectory recorded,
      Trajectory given,
      Options options,
      long seed) {
    this.estimator = estimator;
    this.recorded = recorded;
    this.given = given;
    this.options = options;
    this.seed = seed;
  }

  /** The trajectory, its loss changes as the choice of the estimator asks for them. */
  public Trajectory trajectory() {
    return given;
  }

  /** Bundle and version of the estimator. */
  public String origin() {
    return estimator.info().origin();
  }

  /** The seed of whatever is random. */
  public long seed() {
    return seed;
  }

  /**
   * Asks.
   *
   * @param trajectory {@link #trajectory} or what was made of it
   * @throws BrokenPluginException if the estimator breaks its contract
   */
  public CausalEvidence estimate(Trajectory trajectory, Progress progress) {
    @Nullable CausalEvidence evidence =
        estimator
            .service()
            .estimate(new EstimationRequest(trajectory, options, seed, CallProgress.of(progress)));
    int parameters = trajectory.updates().columns();
    if (evidence == null) {
      throw estimator.failed("answered nothing (null)");
    }
    if (evidence.size() != parameters) {
      throw estimator.failed(
          "answered %d values for %d parameters".formatted(evidence.size(), parameters));
    }
    estimator.accepted();
    return evidence;
  }

  @Override
  public void close() {
    try {
      recorded.close();
    } finally {
      estimator.close();
    }
  }
}
