package org.espalier.store.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;
import org.espalier.core.EspalierException;
import org.espalier.core.SafeFile;
import org.espalier.core.npy.NpyHeader;

/**
 * An NPY matrix that grows by whole rows. The header has one length whatever the number of rows, as
 * NumPy leaves room for the first axis to grow, so it is written over in place; a kill leaves at
 * worst rows behind the ones that the header counts.
 */
final class RowFile implements AutoCloseable {
  private static final int LOCK_TRIES = 1_000;
  private static final long LOCK_PAUSE_NANOS = 1_000_000;

  private final Path file;
  private final String dtype;
  private final int columns;
  private final FileChannel channel;

  private RowFile(Path file, String dtype, int columns, FileChannel channel) {
    this.file = file;
    this.dtype = dtype;
    this.columns = columns;
    this.channel = channel;
  }

  /**
   * Creates a file with no rows.
   *
   * @throws EspalierException if it is there already or can't be written; nothing is left then
   */
  static RowFile create(Path file, String dtype, int columns) {
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw new EspalierException(
          "cannot record into %s: %s".formatted(file.getParent(), RecordingFolder.TAKEN), e);
    } catch (IOException e) {
      throw SafeFile.cannotWrite(file, e);
    }
    RowFile rows = new RowFile(file, dtype, columns, channel);
    rows.lock();
    try {
      channel.position(rows.writeHeader(0));
      return rows;
    } catch (IOException | EspalierException e) {
      rows.discard();
      throw e instanceof IOException io ? SafeFile.cannotWrite(file, io) : (EspalierException) e;
    }
  }

  /**
   * For {@link #isBeingWritten} alone; that nobody else writes is known from the file being new.
   * Whoever asks that holds the lock for a moment, so it is tried again.
   */
  private void lock() {
    for (int i = 0; i < LOCK_TRIES; i++) {
      try {
        if (channel.tryLock() != null) {
          return;
        }
        LockSupport.parkNanos(LOCK_PAUSE_NANOS);
      } catch (OverlappingFileLockException e) { // somebody in this process asks
        LockSupport.parkNanos(LOCK_PAUSE_NANOS);
      } catch (IOException e) {
        return; // a file system without locks
      }
    }
  }

  /** Whether another recording has a file open, as far as can be told. */
  static boolean isBeingWritten(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return channel.tryLock() == null;
    } catch (OverlappingFileLockException e) { // in this process
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Appends all that remains in the buffers: whole rows. */
  void append(ByteBuffer... rows) {
    try {
      for (int next = 0; next < rows.length; ) {
        if (rows[next].hasRemaining()) {
          channel.write(rows, next, rows.length - next);
        } else {
          next++;
        }
      }
    } catch (IOException e) {
      throw SafeFile.cannotWrite(file, e);
    }
  }

  /** Writes the header over itself; returns its length. */
  int writeHeader(int rows) {
    ByteBuffer header = ByteBuffer.wrap(NpyHeader.of(dtype, rows, columns).toBytes());
    try {
      while (header.hasRemaining()) {
        channel.write(header, header.position());
      }
      return header.limit();
    } catch (IOException e) {
      throw SafeFile.cannotWrite(file, e);
    }
  }

  /** Waits until everything is on the disk. */
  void force() {
    try {
      channel.force(true);
    } catch (IOException e) {
      throw SafeFile.cannotWrite(file, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw SafeFile.cannotWrite(file, e);
    }
  }

  /** Closes and deletes the file, of which nothing is of use. */
  void discard() {
    try (channel) {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The failure that led here is the one to report.
      return;
    }
  }
}
