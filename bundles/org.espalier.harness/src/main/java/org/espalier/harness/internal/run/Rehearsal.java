package org.espalier.harness.internal.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.espalier.core.EspalierException;
import org.espalier.core.SafeFile;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.result.Results;

/** Tells before hours of work whether its results could be written. */
final class Rehearsal {
  private Rehearsal() {}

  /**
   * Writes results inside a folder, aside, and leaves those of their files that the folder has not
   * yet; the others stay as they are.
   *
   * @return the files that were missing
   * @throws EspalierException if results can't be written, or a folder stands where a file of them
   *     is to go
   */
  static List<Path> write(Plugins plugins, Path folder, Results results) {
    try {
      Path aside = Files.createTempDirectory(folder, Leftovers.REHEARSAL);
      try {
        return moveMissing(
            new ResultFiles.Writer(plugins, aside).write(() -> results), aside, folder);
      } catch (EspalierException e) {
        // The file that the user knows is the one that this would become.
        String line = String.valueOf(e.getMessage());
        throw new EspalierException(line.replace(aside.toString(), folder.toString()), e);
      } finally {
        TrajectoryFolder.delete(aside);
      }
    } catch (IOException e) {
      throw SafeFile.cannotWrite(folder, e);
    }
  }

  private static List<Path> moveMissing(ResultFiles written, Path aside, Path folder)
      throws IOException {
    List<Path> missing = new ArrayList<>();
    for (Path file : written.files()) {
      Path target = folder.resolve(aside.relativize(file));
      if (Files.isDirectory(target)) {
        throw new EspalierException(
            "cannot write " + target + ": it is a folder; move it away, or name another --out");
      }
      if (Files.notExists(target)) {
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        missing.add(target);
      }
    }
    return missing;
  }
}
