package org.espalier.store.internal;

import org.espalier.core.trajectory.TrajectoryReader;
import org.espalier.core.trajectory.TrajectoryRecorder;
import org.espalier.testkit.TrajectoryRecorderContract;

class MemoryMappedContractTest extends TrajectoryRecorderContract {
  @Override
  protected TrajectoryRecorder recorder() {
    return new MemoryMappedRecorder(RecorderOptions.standard());
  }

  @Override
  protected TrajectoryReader reader() {
    return new MemoryMappedReader();
  }
}
