package org.espalier.harness.internal.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.espalier.core.EspalierException;
import org.espalier.core.SafeFile;
import org.jspecify.annotations.Nullable;

/**
 * Files that belong together: all are written aside, then all are moved, so that a full disk leaves
 * neither the one without the other nor a folder made for them.
 */
final class FilePair implements AutoCloseable {
  private final Path folder;
  private final @Nullable Path made;
  private final Path aside;
  private final Map<Path, Path> files = new LinkedHashMap<>();
  private boolean moved;

  private FilePair(Path folder, @Nullable Path made, Path aside) {
    this.folder = folder;
    this.made = made;
    this.aside = aside;
  }

  /**
   * Files to be written into a folder, which is made if it isn't there.
   *
   * @throws EspalierException if it can't be
   */
  static FilePair in(Path folder) {
    Path there = folder.toAbsolutePath().normalize();
    Path made = null;
    for (Path missing = there;
        missing != null && !Files.exists(missing);
        missing = missing.getParent()) {
      made = missing;
    }
    try {
      if (made != null) {
        Files.createDirectories(there);
      }
      return new FilePair(there, made, Files.createTempDirectory(there, ".espalier-"));
    } catch (IOException e) {
      throw SafeFile.cannotWrite(folder, e);
    }
  }

  /**
   * Lets a file be written aside; what the writer leaves beside it goes where the file goes.
   *
   * @param target where {@link #move} puts it
   * @return where all that was written will be, the file last
   * @throws EspalierException if it can't be written, or {@code target} is what a move must not
   *     replace, see {@link SafeFile#place}
   */
  List<Path> write(Path target, Consumer<Path> writer) {
    Path file = aside.resolve(target.getFileName());
    Path place = place(target);
    try {
      writer.accept(file);
    } catch (EspalierException e) {
      // The file that the user knows is the one that this would become.
      String line = String.valueOf(e.getMessage());
      throw new EspalierException(line.replace(file.toString(), target.toString()), e);
    }
    List<Path> places = new ArrayList<>();
    for (Path beside : asideFiles()) {
      if (!beside.equals(file) && !files.containsKey(beside)) {
        places.add(place(target.resolveSibling(beside.getFileName())));
        files.put(beside, places.get(places.size() - 1));
      }
    }
    places.add(place);
    files.put(file, place);
    return places;
  }

  private static Path place(Path target) {
    try {
      return SafeFile.place(target);
    } catch (IOException e) {
      throw SafeFile.cannotWrite(target, e);
    }
  }

  private List<Path> asideFiles() {
    try (Stream<Path> all = Files.list(aside)) {
      return all.sorted().toList();
    } catch (IOException e) {
      throw SafeFile.cannotWrite(folder, e);
    }
  }

  /** Puts every file in its place. */
  void move() {
    for (Map.Entry<Path, Path> file : files.entrySet()) {
      try {
        Files.move(
            file.getKey(),
            file.getValue(),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw SafeFile.cannotWrite(file.getValue(), e);
      }
    }
    moved = true;
  }

  /** Discards what was not moved, and the folders made for it. */
  @Override
  public void close() {
    try {
      for (Path file : asideFiles()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(aside);
      if (!moved && made != null) {
        for (Path empty = folder; empty != null; empty = empty.getParent()) {
          Files.deleteIfExists(empty);
          if (empty.equals(made)) {
            break;
          }
        }
      }
    } catch (IOException e) {
      throw SafeFile.cannotWrite(folder, e);
    }
  }
}
