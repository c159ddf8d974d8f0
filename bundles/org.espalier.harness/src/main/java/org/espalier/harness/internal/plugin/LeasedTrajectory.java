package org.espalier.harness.internal.plugin;

import java.nio.file.Path;
import org.espalier.core.Progress;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryReader;

/**
 * An open trajectory, with the lease of the reader that opened it.
 *
 * @param reader held until closed
 * @param trajectory the recorded steps
 */
public record LeasedTrajectory(Lease<TrajectoryReader> reader, Trajectory trajectory)
    implements AutoCloseable {

  /** Opens a folder with the highest ranked reader. */
  public static LeasedTrajectory open(Plugins plugins, Path folder, Progress progress) {
    Lease<TrajectoryReader> reader = plugins.readers().leaseAny(progress);
    try {
      return new LeasedTrajectory(reader, reader.service().open(folder));
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  @Override
  public void close() {
    try {
      trajectory.close();
    } finally {
      reader.close();
    }
  }
}
