package org.espalier.harness.internal.plugin;

import java.nio.file.Path;
import java.util.function.Function;
import org.espalier.core.EspalierException;
import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.causality.EstimationRequest;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.espalier.harness.experiment.EstimatorChoice;
import org.espalier.harness.experiment.PolicyChoice;

/** Asks an estimator for evidence on a recorded trajectory, and holds it to its contract. */
public final class EstimatorCall {
  private final Plugins plugins;
  private final Function<String, Options> options;
  private final Progress progress;

  /**
   * An answer.
   *
   * @param evidence what the estimator found
   * @param origin its bundle and version
   * @param manifest of the trajectory that it looked at
   */
  public record Answer(CausalEvidence evidence, String origin, TrajectoryManifest manifest) {}

  /**
   * @param options of each estimator by id; a choice's own override them
   * @param progress asked while an estimator is waited for, and by the estimator
   */
  public EstimatorCall(Plugins plugins, Function<String, Options> options, Progress progress) {
    this.plugins = plugins;
    this.options = options;
    this.progress = progress;
  }

  /**
   * Asks.
   *
   * @param trajectory folder of the recording
   * @param seed of whatever is random
   * @throws EspalierException if the estimator breaks its contract
   */
  public Answer estimate(EstimatorChoice choice, Path trajectory, long seed) {
    String id = choice.estimator();
    try (Lease<CausalityEstimator> estimator = plugins.estimators().lease(id, progress);
        LeasedTrajectory recorded = LeasedTrajectory.open(plugins, trajectory, progress)) {
      Trajectory given =
          SubstitutedTrajectory.of(recorded.trajectory(), choice.lossChange(), seed, progress);
      Options all = PolicyChoice.over(options.apply(id), choice.options());
      CausalEvidence evidence =
          estimator.service().estimate(new EstimationRequest(given, all, seed, progress));
      int parameters = given.updates().columns();
      if (evidence.size() != parameters) {
        throw new EspalierException(
            "estimator %s answered %d values for %d parameters"
                .formatted(id, evidence.size(), parameters));
      }
      return new Answer(evidence, estimator.info().origin(), given.manifest());
    }
  }
}
