package com.example.recorder;

import org.espalier.core.Plugin;
import org.espalier.core.PluginKind;
import org.espalier.core.trajectory.Recording;
import org.espalier.core.trajectory.TrajectoryRecorder;
import org.espalier.core.trajectory.TrajectorySpec;
import org.osgi.service.component.annotations.Component;

/** Records into folders that every reader of trajectories, and NumPy, opens. */
@Component
@Plugin(
    kind = PluginKind.RECORDER,
    id = "example-recorder",
    description = "Keeps the steps in memory and writes them when the recording ends.",
    source = "NumPy Enhancement Proposal 1")
public final class FolderRecorder implements TrajectoryRecorder {
  @Override
  public Recording start(TrajectorySpec spec) {
    return FolderRecording.start(spec); // one for each, so that the recorder serves many threads
  }
}
