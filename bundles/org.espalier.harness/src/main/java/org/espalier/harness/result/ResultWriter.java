package org.espalier.harness.result;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ConsumerType;

/** Writes results to one file of its own format; a service. */
@ConsumerType
public interface ResultWriter {
  /**
   * Writes the file into a folder, aside and then moved.
   *
   * @return the file written
   */
  Path write(Results results, Path folder);
}
