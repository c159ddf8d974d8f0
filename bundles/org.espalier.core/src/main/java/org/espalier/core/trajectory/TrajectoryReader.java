package org.espalier.core.trajectory;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Opens recorded trajectories; a service, safe for many threads.
 *
 * <p>A trajectory is a folder of {@code trajectory.json}, what {@link TrajectoryManifest} holds,
 * and arrays in NumPy's format: {@code updates.npy}, float32 of shape (T, p); {@code losses.npy},
 * float64 of shape (T, 2); {@code gradients.npy} if there are any, as the updates; {@code
 * weights.npy}, θ after the last step, and {@code initial.npy}, θ₀, float32 of shape (p), of which
 * a recording that was not finished has only the second.
 */
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
