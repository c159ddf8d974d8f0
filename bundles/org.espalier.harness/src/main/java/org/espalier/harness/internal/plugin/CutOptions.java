package org.espalier.harness.internal.plugin;

import java.util.Set;
import org.espalier.core.Options;
import org.espalier.core.model.Granularity;

/**
 * Options of every cut that are none of the policy's.
 *
 * @param granularity whether single weights or whole units are cut
 */
public record CutOptions(Granularity granularity) {
  static final CutOptions DEFAULTS = new CutOptions(Granularity.WEIGHT);
  private static final Set<String> NAMES = Set.of("granularity");

  /** Those among all the options given. */
  public static CutOptions among(Options all) {
    return all.only(NAMES).override(DEFAULTS);
  }

  /** All the others. */
  static Options without(Options all) {
    return all.without(NAMES);
  }
}
