package org.espalier.harness;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.espalier.core.Progress;
import org.espalier.harness.experiment.Experiment;
import org.espalier.harness.tuning.Trial;
import org.espalier.harness.tuning.TuneRequest;
import org.espalier.harness.tuning.Tuned;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Comparisons of ways of pruning, in folders of results; a service, safe for many threads. Every
 * method writes its files aside and then moves them, and answers bad input with one line in an
 * {@code IllegalArgumentException} or {@code EspalierException}.
 */
@ProviderType
public interface Comparisons {
  /**
   * Trains, prunes and measures by every policy; stops early, with what it has, if cancelled.
   *
   * @param shard the seeds to run, of those that the experiment has
   */
  Comparison run(Experiment experiment, Shard shard, Path out, Progress progress);

  /** What an earlier comparison left in a folder, or empty if there is none. */
  Optional<EarlierComparison> earlier(Path out);

  /**
   * Finishes what an earlier comparison left: cells that were measured are kept, and all others of
   * the experiment, which must be the same, are run.
   *
   * @param shard the seeds to run; those of others stay as they are
   */
  Comparison resume(Experiment experiment, Shard shard, Path out, Progress progress);

  /**
   * Puts the results of parts of one experiment together; nothing is run.
   *
   * @param parts folders of results, of the same experiment on the same data
   * @param out where the whole goes; may be one of the parts, but hold no others
   * @throws IllegalArgumentException if the parts are not of one experiment, or differ in a cell
   */
  Comparison merge(List<Path> parts, Path out);

  /**
   * Finds better settings of a policy by Bayesian optimisation; stops early if cancelled, and keeps
   * the trials that have ended.
   *
   * @param told is told each trial when it has ended
   */
  Tuned tune(TuneRequest request, Progress progress, Consumer<Trial> told);
}
