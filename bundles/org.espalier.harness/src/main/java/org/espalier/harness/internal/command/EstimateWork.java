package org.espalier.harness.internal.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.espalier.harness.Work;
import org.espalier.harness.experiment.EstimatorChoice;
import org.espalier.harness.internal.plugin.EstimatorCall;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.internal.plugin.Refusal;

/** Estimates evidence from a recorded trajectory and writes it. */
final class EstimateWork {
  private final Plugins plugins;

  EstimateWork(Plugins plugins) {
    this.plugins = plugins;
  }

  Work.Estimated run(Work.EstimateRequest work, Progress progress) {
    EstimatorChoice choice = choice(work);
    plugins.estimators().require(choice.estimator());
    EstimatorCall.Answer answer = ask(work, choice, progress);
    EvidenceFiles.write(work.out(), answer.evidence(), provenance(work, choice, answer));
    return new Work.Estimated(
        answer.evidence(),
        work.out().resolve(EvidenceFiles.GAMMA),
        work.out().resolve(EvidenceFiles.DESCRIPTION));
  }

  private EstimatorCall.Answer ask(
      Work.EstimateRequest work, EstimatorChoice choice, Progress progress) {
    try {
      return new EstimatorCall(plugins, id -> Options.none(), progress)
          .estimate(choice, work.trajectory(), work.seed());
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
      Work.EstimateRequest work, EstimatorChoice choice, EstimatorCall.Answer answer) {
    TrajectoryManifest manifest = answer.manifest();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("estimator", choice.estimator());
    map.put("lossChange", choice.lossChange().id());
    map.put("bundle", answer.origin());
    map.put("options", choice.options().values());
    map.put("seed", work.seed());
    map.put("dataset", manifest.dataset());
    map.put("fingerprint", manifest.fingerprint());
    map.put("optimizer", manifest.optimizer());
    return map;
  }
}
