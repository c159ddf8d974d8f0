package org.espalier.core.trajectory;

import org.osgi.annotation.versioning.ConsumerType;

/** Records trajectories; a service, safe for many threads. */
@ConsumerType
public interface TrajectoryRecorder {
  /**
   * Begins a recording.
   *
   * @throws org.espalier.core.EspalierException if the folder holds something or can't be written
   */
  Recording start(TrajectorySpec spec);
}
