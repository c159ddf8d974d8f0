package org.espalier.store.internal;

import java.nio.file.Path;
import org.espalier.core.Plugin;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryReader;
import org.osgi.service.component.annotations.Component;

/** The service around {@link TrajectoryOpener}. */
@Component
@Plugin(
    id = "memory-mapped",
    description = "Opens a folder of NPY files with its rows mapped to memory.",
    source = "NumPy Enhancement Proposal 1: a simple file format for NumPy arrays")
public final class MemoryMappedReader implements TrajectoryReader {
  @Override
  public Trajectory open(Path folder) {
    return TrajectoryOpener.open(folder);
  }
}
