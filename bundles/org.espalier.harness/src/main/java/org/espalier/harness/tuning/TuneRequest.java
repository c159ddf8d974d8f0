package org.espalier.harness.tuning;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.espalier.harness.experiment.Experiment;

/**
 * Find better settings of one policy.
 *
 * @param experiment what a trial runs: one policy, at one or more sparsities and seeds, with a
 *     validation part, by which alone settings are chosen
 * @param vary what differs from trial to trial
 * @param trials how many at most, the one with the experiment's own settings with them
 * @param budget no trial begins after it
 * @param seed of the search
 * @param out folder; a trial that is in it already is not run again
 */
public record TuneRequest(
    Experiment experiment, List<Dimension> vary, int trials, Duration budget, long seed, Path out) {
  public TuneRequest {
    vary = List.copyOf(vary);
    if (vary.isEmpty()) {
      throw new IllegalArgumentException("nothing is varied; name at least one setting");
    }
    if (vary.stream().map(Dimension::key).distinct().count() < vary.size()) {
      throw new IllegalArgumentException("a setting is varied twice: " + vary);
    }
    if (trials < 2) {
      throw new IllegalArgumentException("trials = " + trials + "; it must be at least 2");
    }
    if (experiment.policies().size() != 1) {
      throw new IllegalArgumentException("settings are tuned of one policy at a time");
    }
    if (experiment.measurements().validation() == 0) {
      throw new IllegalArgumentException(
          "validation = 0; settings are chosen on a validation part, such as 0.2");
    }
  }
}
