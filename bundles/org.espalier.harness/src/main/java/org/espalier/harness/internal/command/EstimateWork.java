package org.espalier.harness.internal.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.causality.EstimationRequest;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.espalier.harness.Work;
import org.espalier.harness.internal.plugin.Lease;
import org.espalier.harness.internal.plugin.LeasedTrajectory;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.internal.plugin.Refusal;

/** Estimates evidence from a recorded trajectory and writes it. */
final class EstimateWork {
  private final Plugins plugins;

  EstimateWork(Plugins plugins) {
    this.plugins = plugins;
  }

  Work.Estimated run(Work.EstimateRequest work, Progress progress) {
    plugins.estimators().require(work.estimator());
    try (Lease<CausalityEstimator> estimator =
            plugins.estimators().lease(work.estimator(), progress);
        LeasedTrajectory recorded = LeasedTrajectory.open(plugins, work.trajectory(), progress)) {
      CausalEvidence evidence =
          ask(
              work.estimator(),
              estimator.service(),
              new EstimationRequest(recorded.trajectory(), work.options(), work.seed(), progress));
      EvidenceFiles.write(
          work.out(),
          evidence,
          provenance(work, estimator.info().origin(), recorded.trajectory().manifest()));
      return new Work.Estimated(
          evidence,
          work.out().resolve(EvidenceFiles.GAMMA),
          work.out().resolve(EvidenceFiles.DESCRIPTION));
    }
  }

  private static CausalEvidence ask(
      String id, CausalityEstimator estimator, EstimationRequest request) {
    try {
      return estimator.estimate(request);
    } catch (IllegalArgumentException e) {
      throw Refusal.of("estimator", id, e);
    }
  }

  private static Map<String, Object> provenance(
      Work.EstimateRequest work, String origin, TrajectoryManifest manifest) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("estimator", work.estimator());
    map.put("bundle", origin);
    map.put("options", work.options().values());
    map.put("seed", work.seed());
    map.put("dataset", manifest.dataset());
    map.put("fingerprint", manifest.fingerprint());
    map.put("optimizer", manifest.optimizer());
    return map;
  }
}
