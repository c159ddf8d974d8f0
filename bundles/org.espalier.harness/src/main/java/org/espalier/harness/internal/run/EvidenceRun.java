package org.espalier.harness.internal.run;

import java.nio.file.Path;
import org.espalier.core.EspalierException;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.causality.EstimationRequest;
import org.espalier.harness.internal.data.Seeds;
import org.espalier.harness.internal.plugin.Lease;
import org.espalier.harness.internal.plugin.LeasedTrajectory;
import org.espalier.harness.result.Estimate;

/**
 * One estimator's evidence on one seed's trajectory.
 *
 * @param evidence what it found
 * @param origin bundle and version of the estimator
 * @param estimate what results tell of it
 */
record EvidenceRun(CausalEvidence evidence, String origin, Estimate estimate) {

  /** Estimates from a recorded training of a seed. */
  static EvidenceRun estimate(RunContext context, long seed, Path trajectory, String id) {
    try (Lease<CausalityEstimator> estimator =
            context.plugins().estimators().lease(id, context.cellProgress());
        LeasedTrajectory recorded =
            LeasedTrajectory.open(context.plugins(), trajectory, context.cellProgress())) {
      EstimationRequest request =
          new EstimationRequest(
              recorded.trajectory(),
              context.options(id),
              Seeds.derive(seed, Seeds.Purpose.ESTIMATOR),
              context.cellProgress());
      CausalEvidence evidence = estimator.service().estimate(request);
      int parameters = recorded.trajectory().updates().columns();
      if (evidence.size() != parameters) {
        throw new EspalierException(
            "estimator %s answered %d values for %d parameters"
                .formatted(id, evidence.size(), parameters));
      }
      Estimate estimate =
          new Estimate(
              id,
              seed,
              evidence.converged(),
              evidence.selected(),
              evidence.solveSeconds(),
              evidence.details());
      return new EvidenceRun(evidence, estimator.info().origin(), estimate);
    }
  }
}
