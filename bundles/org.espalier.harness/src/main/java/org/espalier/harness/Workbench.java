package org.espalier.harness;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.espalier.core.Progress;
import org.espalier.harness.experiment.Experiment;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The work that commands ask for; a service, safe for many threads. Every method writes its files
 * aside and then moves them, and answers bad input with one line in an {@code
 * IllegalArgumentException} or {@code EspalierException}.
 */
@ProviderType
public interface Workbench {
  /** Every recorder, estimator, policy and adapter; nothing is instantiated. */
  List<PluginInfo> plugins();

  /** Trains, prunes and measures by every policy; stops early, with what it has, if cancelled. */
  Comparison compare(Experiment experiment, Path out, Progress progress);

  /** What an earlier comparison left in a folder, or empty if there is none. */
  Optional<EarlierComparison> earlier(Path out);

  /**
   * Finishes what an earlier comparison left: cells that were measured are kept, and all others of
   * the experiment, which must be the same, are run.
   */
  Comparison resume(Experiment experiment, Path out, Progress progress);

  /** Trains a model and leaves its trajectory. */
  Work.Recorded record(Work.RecordRequest work, Progress progress);

  /** Perturbs a saved model and leaves the trajectory of what its loss did. */
  Work.Intervened intervene(Work.InterveneRequest work, Progress progress);

  /** Estimates causal evidence from a trajectory. */
  Work.Estimated estimate(Work.EstimateRequest work, Progress progress);

  /** Prunes a saved model. */
  Work.Pruned prune(Work.PruneRequest work, Progress progress);

  /** Measures a saved model on data. */
  Work.Evaluated evaluate(Work.EvaluateRequest work, Progress progress);
}
