package com.example.recorder;

import org.espalier.core.trajectory.TrajectoryRecorder;
import org.espalier.testkit.TrajectoryRecorderContract;

/** What every recorder must do, read back by the test kit's reader. */
class FolderRecorderTest extends TrajectoryRecorderContract {
  @Override
  protected TrajectoryRecorder recorder() {
    return new FolderRecorder();
  }
}
