package org.espalier.harness.experiment;

import java.util.Map;

/** What an experiment prunes: networks that it trains, or one that is there. */
public sealed interface ModelSpec permits ModelChoice, SavedModel {
  /** As an experiment file spells it. */
  Map<String, Object> toMap();
}
