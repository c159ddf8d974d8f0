package org.espalier.harness.internal.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.espalier.core.SafeFile;
import org.espalier.harness.result.MaskFiles;

/** What a comparison that was killed had no time to remove. */
final class Leftovers {
  /** Start of the name of a folder for trajectories that are deleted when they are done with. */
  static final String TRAJECTORIES = ".trajectories-";

  /** Start of the name of a folder for files that are written to see whether they can be. */
  static final String REHEARSAL = MaskFiles.ASIDE;

  /** Files that {@link SafeFile} writes before it moves them. */
  private static final Pattern ASIDE = Pattern.compile("\\.(results|report)\\.\\w+\\.\\d+\\.\\w+");

  private static final Pattern MASK_ASIDE = Pattern.compile("\\..+\\.npz\\.\\d+\\.\\w+");

  private Leftovers() {}

  /** Removes it from a folder that nobody else works in. */
  static void clear(Path folder) {
    List<Path> content = content(folder);
    for (Path each : content) {
      String name = String.valueOf(each.getFileName());
      if (name.startsWith(TRAJECTORIES)
          || name.startsWith(REHEARSAL)
          || ASIDE.matcher(name).matches()) {
        TrajectoryFolder.delete(each);
      }
    }
    Path masks = folder.resolve(MaskFiles.FOLDER);
    List<Path> seeds = Files.isDirectory(masks) ? content(masks) : List.of();
    for (Path seed : seeds) {
      List<Path> files = Files.isDirectory(seed) ? content(seed) : List.of();
      files.stream()
          .filter(file -> MASK_ASIDE.matcher(String.valueOf(file.getFileName())).matches())
          .forEach(TrajectoryFolder::delete);
    }
  }

  private static List<Path> content(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    } catch (IOException e) {
      throw SafeFile.cannotRead(folder, e);
    }
  }
}
