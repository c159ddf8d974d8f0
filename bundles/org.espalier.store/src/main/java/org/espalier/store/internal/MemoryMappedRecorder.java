package org.espalier.store.internal;

import org.espalier.core.Plugin;
import org.espalier.core.PluginKind;
import org.espalier.core.trajectory.Recording;
import org.espalier.core.trajectory.TrajectoryRecorder;
import org.espalier.core.trajectory.TrajectorySpec;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The service around {@link FolderRecording}. */
@Component
@Designate(ocd = MemoryMappedRecorder.Config.class)
@Plugin(
    kind = PluginKind.RECORDER,
    id = "memory-mapped",
    description = "Appends each step to a folder of NPY files, on a thread of its own.",
    source = "NumPy Enhancement Proposal 1: a simple file format for NumPy arrays")
public final class MemoryMappedRecorder implements TrajectoryRecorder {
  private final RecorderOptions options;

  @ObjectClassDefinition(name = "Espalier trajectory recorder")
  public @interface Config {
    @AttributeDefinition(description = "Memory for steps that wait for the disk, in MiB.")
    int bufferMegabytes() default 64;
  }

  @Activate
  public MemoryMappedRecorder(Config config) {
    this(new RecorderOptions(config.bufferMegabytes()));
  }

  MemoryMappedRecorder(RecorderOptions options) {
    this.options = options;
  }

  @Override
  public Recording start(TrajectorySpec spec) {
    return FolderRecording.start(spec, options);
  }
}
