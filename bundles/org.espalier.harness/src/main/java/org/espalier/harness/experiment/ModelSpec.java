package org.espalier.harness.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What an experiment prunes: networks that it trains, or one that is there. */
@ProviderType
public sealed interface ModelSpec permits ModelChoice, SavedModel {
  /**
   * A new network by its name, or else a saved model by its file.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static ModelSpec named(String text) {
    return !ModelChoice.isName(text) && Files.isRegularFile(Path.of(text))
        ? new SavedModel(Path.of(text), Optional.empty())
        : ModelChoice.parse(text);
  }

  /** As an experiment file spells it. */
  Map<String, Object> toMap();
}
