package org.espalier.harness.result;

import java.nio.file.Path;
import java.util.Optional;
import org.espalier.core.InvalidDataException;
import org.osgi.annotation.versioning.ConsumerType;

/** Reads results back from the file of a {@link ResultWriter} that holds all of them; a service. */
@ConsumerType
public interface ResultReader {
  /**
   * Reads the file in a folder.
   *
   * @return what was written, or empty if there is no such file
   * @throws InvalidDataException if it can't be read, is damaged or is something else
   */
  Optional<Results> read(Path folder);
}
