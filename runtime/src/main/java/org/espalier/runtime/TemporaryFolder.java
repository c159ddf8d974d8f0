package org.espalier.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** A folder that nobody else uses, to be deleted with all that is in it. */
record TemporaryFolder(Path path) {
  /** What a framework with all features keeps here, about twice over. */
  private static final int ROOM = 1 << 20;

  /**
   * Makes a folder with room for a framework's cache.
   *
   * @throws LaunchException if there is no such room: the framework itself would tell it badly
   */
  static TemporaryFolder create(String prefix) {
    TemporaryFolder folder;
    try {
      folder = new TemporaryFolder(Files.createTempDirectory(prefix));
    } catch (IOException e) {
      throw unusable(e);
    }
    try {
      folder.requireRoom();
      return folder;
    } catch (IOException e) {
      folder.delete();
      throw unusable(e);
    }
  }

  private void requireRoom() throws IOException {
    Path probe = path.resolve("room");
    Files.write(probe, new byte[ROOM]);
    Files.delete(probe);
  }

  private static LaunchException unusable(IOException e) {
    return new LaunchException(
        "the temporary folder "
            + Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath()
            + " can't be used: "
            + reason(e)
            + "; put it right, or choose another with ESPALIER_OPTS=-Djava.io.tmpdir=FOLDER",
        e);
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such folder";
    } else if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }

  /** Deletes the folder; a second call does nothing. */
  void delete() {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(path)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      LoggerFactory.getLogger(TemporaryFolder.class)
          .info("can't remove {}: {}", path, e.toString());
    }
  }
}
