package org.espalier.harness.internal.plugin;

import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.espalier.core.EspalierException;
import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.trajectory.Trajectory;
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
   */
  public record Answer(CausalEvidence evidence, String origin) {}

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
   * Asks once.
   *
   * @param trajectory folder of the recording
   * @param layout of the model, whose order the evidence is to have
   * @param seed of whatever is random
   * @throws EspalierException if the estimator breaks its contract
   */
  public Answer estimate(
      EstimatorChoice choice, Path trajectory, ParameterLayout layout, long seed) {
    try (PinnedEstimator estimator =
        pin(choice, trajectory, recorded -> AlignedTrajectory.of(recorded, layout), seed)) {
      CausalEvidence evidence = estimator.estimate(estimator.trajectory(), progress);
      return new Answer(evidence, estimator.origin());
    }
  }

  /** Pins an estimator and a trajectory until they are closed, to ask more than once. */
  public PinnedEstimator pin(EstimatorChoice choice, Path trajectory, long seed) {
    return pin(choice, trajectory, recorded -> recorded, seed);
  }

  private PinnedEstimator pin(
      EstimatorChoice choice, Path trajectory, UnaryOperator<Trajectory> view, long seed) {
    String id = choice.estimator();
    Options all = PolicyChoice.over(options.apply(id), choice.options());
    Lease<CausalityEstimator> estimator = plugins.estimators().lease(id, progress);
    try {
      LeasedTrajectory recorded = LeasedTrajectory.open(plugins, trajectory, progress);
      try {
        Trajectory whole = PairedTrajectory.of(view.apply(recorded.trajectory()), progress);
        Trajectory given = SubstitutedTrajectory.of(whole, choice.lossChange(), seed, progress);
        return new PinnedEstimator(estimator, recorded, given, all, seed);
      } catch (RuntimeException e) {
        recorded.close();
        throw e;
      }
    } catch (RuntimeException e) {
      estimator.close();
      throw e;
    }
  }
}
