package org.espalier.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A folder that nobody else uses, to be deleted with all that is in it; by a later process if this
 * one is killed. The lock on a file in it tells that its process lives, in whatever container, and
 * the operating system gives it back however the process ends.
 */
final class TemporaryFolder {
  /** What a framework with all features keeps here, about twice over. */
  private static final int ROOM = 1 << 20;

  private static final String LOCK = "lock";
  private static final String FILES = "files";

  /** Those of this process: to open the file of one would be to give its lock back. */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private @Nullable FileChannel lock;

  private TemporaryFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes a folder with room for a framework's cache, and removes those of processes that are dead.
   *
   * @throws LaunchException if there is no such room: the framework itself would tell it badly
   */
  static TemporaryFolder create(String prefix) {
    TemporaryFolder made;
    try {
      made = new TemporaryFolder(Files.createTempDirectory(prefix));
    } catch (IOException e) {
      throw unusable(e);
    }
    OWN.add(made.folder);
    try {
      made.lock(); // at once: what is killed before leaves a folder that nobody dares to remove
      made.removeDead(prefix); // may make the room
      made.requireRoom();
      return made;
    } catch (IOException e) {
      made.delete();
      throw unusable(e);
    }
  }

  /** Where to put files; not there yet. */
  Path path() {
    return folder.resolve(FILES);
  }

  private void requireRoom() throws IOException {
    Path probe = folder.resolve("room");
    Files.write(probe, new byte[ROOM]);
    Files.delete(probe);
  }

  /** The file gets its name when it is locked, so that nobody finds it without. */
  private void lock() throws IOException {
    Path unlocked = folder.resolve("unlocked");
    FileChannel channel =
        FileChannel.open(unlocked, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    lock = channel;
    try {
      channel.lock();
    } catch (IOException e) { // a file system without locks: nobody is to remove the folder
      LoggerFactory.getLogger(TemporaryFolder.class).debug("{} can't be locked", unlocked, e);
      return;
    }
    Files.move(unlocked, folder.resolve(LOCK));
  }

  private void removeDead(String prefix) {
    Path parent = Objects.requireNonNull(folder.getParent());
    try (DirectoryStream<Path> others = Files.newDirectoryStream(parent, prefix + "*")) {
      for (Path other : others) {
        if (!OWN.contains(other) && Files.isRegularFile(other.resolve(LOCK))) {
          removeIfDead(other);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      LoggerFactory.getLogger(TemporaryFolder.class).debug("can't look into {}", parent, e);
    }
  }

  private void removeIfDead(Path other) {
    try {
      if (!Files.getOwner(other).equals(Files.getOwner(folder))) {
        return;
      }
      try (FileChannel channel = FileChannel.open(other.resolve(LOCK), StandardOpenOption.WRITE)) {
        if (channel.tryLock() != null) {
          removeAll(other);
        }
      }
    } catch (IOException e) { // such as one that another process has just removed
      LoggerFactory.getLogger(TemporaryFolder.class).debug("can't remove {}", other, e);
    }
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
    removeAll(folder);
    FileChannel held = lock;
    if (held != null) {
      try {
        held.close();
      } catch (IOException e) {
        LoggerFactory.getLogger(TemporaryFolder.class).debug("can't close {}", folder, e);
      }
    }
    OWN.remove(folder);
  }

  /** The lock last, so that a later process goes on with it if this one is killed now. */
  private static void removeAll(Path folder) {
    deleteTree(folder.resolve(FILES));
    deleteTree(folder);
  }

  private static void deleteTree(Path path) {
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
