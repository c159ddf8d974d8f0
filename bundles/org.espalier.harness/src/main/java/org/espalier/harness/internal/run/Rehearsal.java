package org.espalier.harness.internal.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.espalier.core.EspalierException;
import org.espalier.core.SafeFile;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.result.Results;

/** Tells before hours of work whether its results could be written. */
final class Rehearsal {
  private Rehearsal() {}

  /**
   * Makes the folder and writes results inside it, aside; nothing stays but the folder.
   *
   * @param results without cells
   * @throws EspalierException if the folder can't be made or written, or a folder stands where a
   *     file of results is to go; a folder that was not there before is then not there either
   */
  static void write(Plugins plugins, Path folder, Results results) {
    boolean made = !Files.isDirectory(folder);
    boolean passed = false;
    try {
      if (made) {
        Files.createDirectories(folder);
      }
      writeAside(plugins, folder, results);
      passed = true;
    } catch (IOException e) {
      throw SafeFile.cannotWrite(folder, e);
    } finally {
      if (made && !passed) {
        TrajectoryFolder.delete(folder);
      }
    }
  }

  private static void writeAside(Plugins plugins, Path folder, Results results) throws IOException {
    Path aside = Files.createTempDirectory(folder, ".results-");
    try {
      for (Path file : new ResultFiles.Writer(plugins, aside).write(results).files()) {
        Path target = folder.resolve(aside.relativize(file));
        if (Files.isDirectory(target)) {
          throw new EspalierException(
              "cannot write " + target + ": it is a folder; move it away, or name another --out");
        }
      }
    } catch (EspalierException e) {
      // The file that the user knows is the one that this would become.
      String line = String.valueOf(e.getMessage());
      throw new EspalierException(line.replace(aside.toString(), folder.toString()), e);
    } finally {
      TrajectoryFolder.delete(aside);
    }
  }
}
