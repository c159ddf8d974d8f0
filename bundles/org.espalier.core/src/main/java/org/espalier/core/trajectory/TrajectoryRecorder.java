package org.espalier.core.trajectory;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Records trajectories; a service, safe for many threads, each with recordings of its own. Any
 * {@link TrajectoryReader} opens what it writes, with every value as it was given, to the bit.
 */
@ConsumerType
public interface TrajectoryRecorder {
  /**
   * Begins a recording; a folder that is missing is made.
   *
   * @throws org.espalier.core.EspalierException if the folder holds something, such as another
   *     recording that has only begun, or can't be written; what is there stays as it is
   */
  Recording start(TrajectorySpec spec);
}
