package org.espalier.harness.internal.command;

import java.util.Map;
import java.util.TreeMap;
import org.espalier.core.Options;

/**
 * Options of every estimate that are none of the estimator's.
 *
 * @param nullControl whether the estimator is asked again with loss changes permuted in blocks
 * @param nullRuns how often, in 1 to 1000; one tells noise from a finding where the difference is
 *     large, 19 are the least for a rank test at 5 % (Davison and Hinkley 1997, section 4.2.5)
 * @param windows parts of the trajectory that are estimated apart, at least 1; 1 for none
 */
public record ControlOptions(boolean nullControl, int nullRuns, int windows) {
  static final ControlOptions DEFAULTS = new ControlOptions(true, 1, 1);

  public ControlOptions {
    if (nullRuns < 1 || nullRuns > 1000) {
      throw new IllegalArgumentException(
          "nullRuns = " + nullRuns + "; it must be in 1 to 1000 (nullControl=off for none)");
    }
    if (windows < 1) {
      throw new IllegalArgumentException("windows = " + windows + "; it must be at least 1");
    }
  }

  /** Those among all the options given. */
  static ControlOptions among(Options all) {
    return all.only(DEFAULTS.toMap().keySet()).override(DEFAULTS);
  }

  /** All the others. */
  static Options without(Options all) {
    return all.without(DEFAULTS.toMap().keySet());
  }

  /** By name. */
  Map<String, Object> toMap() {
    return new TreeMap<>(
        Map.of("nullControl", nullControl, "nullRuns", nullRuns, "windows", windows));
  }
}
