package org.espalier.itest;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/** Copies to do in what one likes. */
final class Copies {
  /** What builds leave, and what is no source. */
  private static final Set<String> LEFT = Set.of("target", ".git", "espalier-out");

  private Copies() {}

  /** Makes the temporary folder on the distribution's own file system, where it can be linked. */
  static final class Beside implements TempDirFactory {
    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test)
        throws IOException {
      return Files.createTempDirectory(Files.createDirectories(Path.of("target", "it")), "it")
          .toAbsolutePath();
    }
  }

  /** Jars by hard link, for natives are many megabytes, but for plugins, which tests replace. */
  static void distribution(Path from, Path to) throws IOException {
    copy(from, to, Set.of());
  }

  /** The sources, as old as they are, without what has been built of them. */
  static void sources(Path from, Path to) throws IOException {
    copy(from, to, LEFT);
  }

  private static void copy(Path from, Path to, Set<String> left) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            if (left.contains(folder.getFileName().toString())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(target(folder));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (file.toString().endsWith(".jar") && !file.startsWith(from.resolve("plugins"))) {
              Files.createLink(target(file), file);
            } else {
              Files.copy(file, target(file), StandardCopyOption.COPY_ATTRIBUTES);
            }
            return FileVisitResult.CONTINUE;
          }

          /** Its own time, lest it seem changed. */
          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            Files.setLastModifiedTime(target(folder), Files.getLastModifiedTime(folder));
            return super.postVisitDirectory(folder, failure);
          }

          private Path target(Path source) {
            return to.resolve(from.relativize(source).toString());
          }
        });
  }
}
