package org.espalier.harness.internal.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.espalier.core.Progress;
import org.espalier.harness.PluginInfo;
import org.espalier.harness.internal.plugin.Lease;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.result.ResultWriter;
import org.espalier.harness.result.Results;

/**
 * Results and the files that hold them.
 *
 * @param results what was measured
 * @param files one a format
 */
public record ResultFiles(Results results, List<Path> files) {

  /** Writes results in every installed format; one thread at a time. */
  static final class Writer {
    private final Plugins plugins;
    private final Path folder;

    Writer(Plugins plugins, Path folder) {
      this.plugins = plugins;
      this.folder = folder;
    }

    synchronized ResultFiles write(Results results) {
      List<Path> files = new ArrayList<>();
      for (PluginInfo info : plugins.writers().list()) {
        try (Lease<ResultWriter> writer = plugins.writers().lease(info.id(), Progress.NONE)) {
          files.add(writer.service().write(results, folder));
        }
      }
      return new ResultFiles(results, files);
    }
  }
}
