package org.espalier.harness.tuning;

import java.nio.file.Path;
import java.util.List;

/**
 * What a search has found.
 *
 * @param trials every one, in order
 * @param best the best of them on the validation part; the first of equals
 * @param experiment file of the experiment with the best settings, without a validation part, for
 *     {@code compare}
 * @param table file of every trial
 */
public record Tuned(List<Trial> trials, Trial best, Path experiment, Path table) {
  public Tuned {
    trials = List.copyOf(trials);
  }
}
