package org.espalier.harness;

import java.util.List;
import org.espalier.harness.experiment.Experiment;
import org.espalier.harness.result.Results;

/**
 * What an earlier comparison left in its folder.
 *
 * @param experiment what was compared
 * @param results as far as it came
 * @param changes what is not as it was then, such as a plugin's version; a phrase each
 */
public record EarlierComparison(Experiment experiment, Results results, List<String> changes) {
  public EarlierComparison {
    changes = List.copyOf(changes);
  }
}
