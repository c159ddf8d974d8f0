package org.espalier.harness.internal.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.espalier.core.EspalierException;
import org.espalier.core.SafeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a folder of results to one comparison at a time. The operating system holds the lock, and
 * gives it back however the process ends. Its file stays: deleting it would let a third process
 * lock a new file of the name while a second waits with the old one.
 */
final class FolderLock implements AutoCloseable {
  private static final String FILE = ".lock";
  private static final Logger LOG = LoggerFactory.getLogger(FolderLock.class);

  /** Held in this process, which the operating system doesn't tell apart. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final boolean made;
  private final FileChannel channel;

  private FolderLock(Path folder, boolean made, FileChannel channel) {
    this.folder = folder;
    this.made = made;
    this.channel = channel;
  }

  /**
   * Locks a folder, which is made if it isn't there.
   *
   * @throws EspalierException if another comparison writes there, or it can't be made or written
   */
  static FolderLock take(Path folder) {
    boolean made = !Files.isDirectory(folder);
    try {
      if (made) {
        Files.createDirectories(folder);
      }
      Path real = folder.toRealPath();
      if (!HELD.add(real)) {
        throw taken(folder);
      }
      try {
        return new FolderLock(real, made, open(real.resolve(FILE), folder));
      } catch (IOException | RuntimeException e) {
        HELD.remove(real);
        if (made) {
          TrajectoryFolder.delete(real);
        }
        throw e;
      }
    } catch (IOException e) {
      throw SafeFile.cannotWrite(folder, e);
    }
  }

  private static FileChannel open(Path file, Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        channel.close();
        throw taken(folder);
      }
    } catch (IOException e) {
      LOG.warn(
          "{} can't be locked ({}); let no other comparison write there", folder, e.toString());
    }
    return channel;
  }

  private static EspalierException taken(Path folder) {
    return new EspalierException(
        "another comparison is writing into "
            + folder
            + "; wait for its end, or name another --out");
  }

  /** Whether the folder wasn't there before. */
  boolean hasMadeFolder() {
    return made;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("{}", folder, e);
    } finally {
      HELD.remove(folder);
    }
  }
}
