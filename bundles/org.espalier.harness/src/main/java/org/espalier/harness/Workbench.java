package org.espalier.harness;

import java.util.List;
import org.espalier.core.Progress;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The work on single models that commands ask for; a service, safe for many threads. Every method
 * writes its files aside and then moves them, and answers bad input with one line in an {@code
 * IllegalArgumentException} or {@code EspalierException}.
 */
@ProviderType
public interface Workbench {
  /** Every recorder, estimator, policy and adapter; nothing is instantiated. */
  List<PluginInfo> plugins();

  /** Trains a model and leaves its trajectory. */
  Work.Recorded record(Work.RecordRequest work, Progress progress);

  /** Perturbs a saved model and leaves the trajectory of what its loss did. */
  Work.Intervened intervene(Work.InterveneRequest work, Progress progress);

  /** Estimates causal evidence from a trajectory. */
  Work.Estimated estimate(Work.EstimateRequest work, Progress progress);

  /** Prunes a saved model. */
  Work.Pruned prune(Work.PruneRequest work, Progress progress);

  /** Tells why a part of a pruned model was cut or kept, and what cutting it alone does. */
  Work.Explained explain(Work.ExplainRequest work, Progress progress);

  /** Measures a saved model on data. */
  Work.Evaluated evaluate(Work.EvaluateRequest work, Progress progress);
}
