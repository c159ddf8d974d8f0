package org.espalier.harness.internal.run;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.espalier.core.SafeFile;
import org.jspecify.annotations.Nullable;

/** The folder of a run's trajectories; each is deleted when its seed is done unless kept. */
final class TrajectoryFolder implements AutoCloseable {
  private final Path path;
  private final boolean kept;

  private TrajectoryFolder(Path path, boolean kept) {
    this.path = path;
    this.kept = kept;
  }

  /** A new folder inside the results' folder. */
  static TrajectoryFolder create(Path results, boolean kept) {
    try {
      if (!Files.isDirectory(results)) { // createDirectories refuses a link to a folder
        Files.createDirectories(results);
      }
      Path path = kept ? results.resolve("trajectories") : null;
      return new TrajectoryFolder(
          path == null ? Files.createTempDirectory(results, Leftovers.TRAJECTORIES) : path, kept);
    } catch (IOException e) {
      throw SafeFile.cannotWrite(results, e);
    }
  }

  Path path() {
    return path;
  }

  /** Removes what an earlier run has left of a seed that is trained again. */
  void clear(long seed) {
    delete(path.resolve("seed-" + seed));
  }

  /** Gives back the space of a seed that is done. */
  void release(long seed) {
    if (!kept) {
      clear(seed);
    }
  }

  @Override
  public void close() {
    if (!kept) {
      delete(path);
    }
  }

  /** Deletes a folder, if it is there, with all that is in it. */
  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try {
      Files.walkFileTree(folder, new Deletion());
    } catch (IOException e) {
      throw SafeFile.cannotWrite(folder, e);
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
