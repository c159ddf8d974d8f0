package org.espalier.harness.internal.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.espalier.harness.Work;
import org.espalier.harness.experiment.EstimatorChoice;
import org.espalier.harness.internal.plugin.EstimatorCall;
import org.espalier.harness.internal.plugin.PinnedEstimator;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.internal.plugin.Refusal;

/** Estimates evidence from a recorded trajectory, assesses it, and writes both. */
final class EstimateWork {
  private final Plugins plugins;

  EstimateWork(Plugins plugins) {
    this.plugins = plugins;
  }

  Work.Estimated run(Work.EstimateRequest work, Progress progress) {
    EstimatorChoice whole = choice(work);
    ControlOptions controls = ControlOptions.among(whole.options());
    EstimatorChoice choice =
        new EstimatorChoice(
            whole.estimator(), ControlOptions.without(whole.options()), whole.lossChange());
    plugins.estimators().require(choice.estimator());
    EstimatorCall call = new EstimatorCall(plugins, id -> Options.none(), progress);
    try (PinnedEstimator estimator = call.pin(choice, work.trajectory(), work.seed())) {
      Assessor assessor = new Assessor(estimator, controls, progress);
      Assessor.Assessed found = assess(assessor, choice);
      Map<String, Object> provenance = provenance(work, choice, estimator);
      provenance.put("controls", controls.toMap());
      EvidenceFiles.write(
          work.out(),
          estimator.trajectory().manifest().layout(),
          found.evidence(),
          provenance,
          found.assessment());
      return new Work.Estimated(
          found.evidence(),
          found.assessment(),
          work.out().resolve(EvidenceFiles.GAMMA),
          work.out().resolve(EvidenceFiles.DESCRIPTION));
    }
  }

  private static Assessor.Assessed assess(Assessor assessor, EstimatorChoice choice) {
    try {
      return assessor.assess();
    } catch (IllegalArgumentException e) {
      throw Refusal.of("estimator", choice.estimator(), e);
    }
  }

  private static EstimatorChoice choice(Work.EstimateRequest work) {
    EstimatorChoice named = EstimatorChoice.parse(work.estimator());
    return new EstimatorChoice(
        named.estimator(),
        GivenOptions.once("estimator", named.estimator(), named.options(), work.options()),
        named.lossChange());
  }

  private static Map<String, Object> provenance(
      Work.EstimateRequest work, EstimatorChoice choice, PinnedEstimator estimator) {
    TrajectoryManifest manifest = estimator.trajectory().manifest();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("estimator", choice.estimator());
    map.put("lossChange", choice.lossChange().id());
    map.put("bundle", estimator.origin());
    map.put("options", choice.options().values());
    map.put("seed", work.seed());
    map.put("dataset", manifest.dataset());
    map.put("fingerprint", manifest.fingerprint());
    map.put("optimizer", manifest.optimizer());
    return map;
  }
}
