package org.espalier.store.internal;

import org.espalier.core.PluginKind;
import org.espalier.core.trajectory.TrajectoryReader;
import org.espalier.core.trajectory.TrajectoryRecorder;
import org.espalier.testkit.Descriptor;
import org.espalier.testkit.TrajectoryRecorderContract;
import org.junit.jupiter.api.Test;

class MemoryMappedContractTest extends TrajectoryRecorderContract {
  @Override
  protected TrajectoryRecorder recorder() {
    return new MemoryMappedRecorder(RecorderOptions.standard());
  }

  @Override
  protected TrajectoryReader reader() {
    return new MemoryMappedReader();
  }

  @Test
  void theReaderIsDescribedAsOne() {
    Descriptor.requireSound(MemoryMappedReader.class, PluginKind.READER);
  }
}
