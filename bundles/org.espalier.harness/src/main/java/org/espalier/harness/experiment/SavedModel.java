package org.espalier.harness.experiment;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A network that is there already, and is measured and pruned as it is.
 *
 * @param file that an adapter opens
 * @param trajectory folder of its recording, for policies and estimators that need one
 */
public record SavedModel(Path file, Optional<Path> trajectory) implements ModelSpec {
  public SavedModel withTrajectory(Path folder) {
    return new SavedModel(file, Optional.of(folder));
  }

  @Override
  public Map<String, Object> toMap() {
    return Map.of("type", "file", "path", file.toString());
  }
}
