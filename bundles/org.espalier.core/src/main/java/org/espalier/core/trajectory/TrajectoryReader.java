package org.espalier.core.trajectory;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ConsumerType;

/** Opens recorded trajectories; a service, safe for many threads. */
@ConsumerType
public interface TrajectoryReader {
  /**
   * Opens a folder with every whole step it holds; the caller closes it. Where the recording was
   * not finished, the manifest says so, and θ after the last step is θ₀ + ΣΔθₜ.
   *
   * @throws org.espalier.core.InvalidDataException if something is missing, damaged, foreign or of
   *     the wrong shape; the line names the file
   */
  Trajectory open(Path folder);
}
