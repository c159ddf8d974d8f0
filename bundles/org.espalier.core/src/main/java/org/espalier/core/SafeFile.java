package org.espalier.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Writes a file aside and moves it into place, so that nobody ever sees half of it. */
public final class SafeFile {
  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Writer {
    /** Writes everything to {@code aside}, an empty file in the target's folder. */
    void write(Path aside) throws IOException;
  }

  private SafeFile() {}

  /**
   * Lets {@code writer} fill a file beside {@code target}, then moves it over {@code target}. A
   * symbolic link stays: the file that it leads to is replaced, and {@code aside} is beside that.
   *
   * @throws EspalierException if it can't be written, or is neither a regular file nor missing,
   *     such as a folder, a device or a link to nothing; the target is then as it was
   */
  public static void write(Path target, Writer writer) {
    Path aside = null;
    try {
      Path absolute = place(target);
      Path folder = Objects.requireNonNull(absolute.getParent());
      if (!Files.isDirectory(folder)) {
        // createDirectories refuses a link to a folder.
        Files.createDirectories(folder);
      }
      aside = Files.createFile(folder.resolve(asideName(absolute)));
      writer.write(aside);
      force(aside);
      Files.move(
          aside, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      aside = null;
    } catch (IOException e) {
      throw cannotWrite(target, e);
    } catch (UncheckedIOException e) {
      throw cannotWrite(target, Objects.requireNonNull(e.getCause()));
    } finally {
      discard(aside);
    }
  }

  /**
   * Where a file really is or will be, links followed.
   *
   * @throws EspalierException if it is what a move must not replace: a folder, a device, a link to
   *     nothing
   * @throws IOException if a link can't be followed
   */
  public static Path place(Path target) throws IOException {
    Path absolute = target.toAbsolutePath();
    if (absolute.getParent() == null || Files.isDirectory(absolute)) {
      throw refused(target, "it is a folder; name a file");
    } else if (Files.isRegularFile(absolute)) {
      return Files.isSymbolicLink(absolute) ? absolute.toRealPath() : absolute;
    } else if (Files.exists(absolute)) {
      throw refused(target, "it is a device or the like; name a file");
    } else if (Files.isSymbolicLink(absolute)) {
      throw refused(target, "it is a link that leads to no file; remove it or name another");
    }
    return absolute;
  }

  private static EspalierException refused(Path target, String why) {
    return new EspalierException("cannot write " + target + ": " + why);
  }

  /** Writes text in UTF-8. */
  public static void writeText(Path target, String text) {
    write(target, aside -> Files.writeString(aside, text, StandardCharsets.UTF_8));
  }

  /** The one line for a path that can't be written. */
  public static EspalierException cannotWrite(Path target, IOException cause) {
    return new EspalierException("cannot write " + target + ": " + reason(cause), cause);
  }

  /** The one line for a path that can't be read. */
  public static InvalidDataException cannotRead(Path source, IOException cause) {
    return new InvalidDataException("cannot read " + source + ": " + reason(cause), cause);
  }

  /** To the disk before the move, so that a power cut leaves the old file or the new one. */
  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static String asideName(Path target) {
    return "."
        + target.getFileName()
        + "."
        + ProcessHandle.current().pid()
        + "."
        + Long.toUnsignedString(System.nanoTime(), Character.MAX_RADIX);
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file or folder";
    } else if (e instanceof AccessDeniedException) {
      return "permission denied";
    } else if (e instanceof NotDirectoryException || e instanceof FileAlreadyExistsException) {
      return "a file stands where a folder is needed";
    }
    // A file system's message begins with the path, which the line has already.
    String message = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private static void discard(@org.jspecify.annotations.Nullable Path aside) {
    if (aside != null) {
      try {
        Files.deleteIfExists(aside);
      } catch (IOException e) {
        // The failure that led here is the one to report.
        return;
      }
    }
  }
}
