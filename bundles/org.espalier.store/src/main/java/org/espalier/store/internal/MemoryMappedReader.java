package org.espalier.store.internal;

import java.nio.file.Path;
import org.espalier.core.Plugin;
import org.espalier.core.PluginKind;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryReader;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service around {@link TrajectoryOpener}. */
@Component
@Plugin(
    kind = PluginKind.READER,
    id = "memory-mapped",
    description = "Opens a folder of NPY files with its rows mapped to memory.",
    source = "NumPy Enhancement Proposal 1: a simple file format for NumPy arrays")
public final class MemoryMappedReader implements TrajectoryReader {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryMappedReader.class);

  @Override
  public Trajectory open(Path folder) {
    Trajectory trajectory = TrajectoryOpener.open(folder);
    if (!trajectory.manifest().complete()) {
      LOG.warn(
          "{} is incomplete: its recording did not end; {} whole steps are used",
          folder,
          trajectory.steps());
    }
    return trajectory;
  }
}
