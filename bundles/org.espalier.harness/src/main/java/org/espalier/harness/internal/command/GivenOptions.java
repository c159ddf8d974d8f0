package org.espalier.harness.internal.command;

import org.espalier.core.Options;
import org.espalier.harness.experiment.PolicyChoice;

/** Options of a plugin that a command gives in two places. */
final class GivenOptions {
  private GivenOptions() {}

  /**
   * Those in the plugin's name and those of {@code --set}.
   *
   * @throws IllegalArgumentException if one stands in both
   */
  static Options once(String kind, String id, Options named, Options set) {
    for (String key : named.values().keySet()) {
      if (set.values().containsKey(key)) {
        throw new IllegalArgumentException(
            "option %s of %s %s is given twice: in its name and by --set".formatted(key, kind, id));
      }
    }
    return PolicyChoice.over(set, named);
  }
}
