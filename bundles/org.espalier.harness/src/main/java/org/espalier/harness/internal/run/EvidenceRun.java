package org.espalier.harness.internal.run;

import java.nio.file.Path;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.model.ParameterLayout;
import org.espalier.harness.experiment.EstimatorChoice;
import org.espalier.harness.internal.data.Seeds;
import org.espalier.harness.internal.plugin.EstimatorCall;
import org.espalier.harness.result.Estimate;

/**
 * One estimator's evidence on one seed's trajectory.
 *
 * @param evidence what it found
 * @param origin bundle and version of the estimator
 * @param estimate what results tell of it
 */
record EvidenceRun(CausalEvidence evidence, String origin, Estimate estimate) {

  /**
   * Estimates from a recorded training of a seed.
   *
   * @param layout of the network, whose order the evidence has
   */
  static EvidenceRun estimate(
      RunContext context,
      long seed,
      Path trajectory,
      ParameterLayout layout,
      EstimatorChoice choice) {
    EstimatorCall call =
        new EstimatorCall(context.plugins(), context::options, context.cellProgress());
    EstimatorCall.Answer answer =
        call.estimate(choice, trajectory, layout, Seeds.derive(seed, Seeds.Purpose.ESTIMATOR));
    CausalEvidence evidence = answer.evidence();
    Estimate estimate =
        new Estimate(
            choice.id(),
            seed,
            evidence.converged(),
            evidence.selected(),
            evidence.solveSeconds(),
            evidence.details());
    return new EvidenceRun(evidence, answer.origin(), estimate);
  }
}
