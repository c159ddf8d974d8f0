package org.espalier.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeFileTest {
  private final Path folder;
  private final Path target;

  SafeFileTest(@TempDir Path folder) {
    this.folder = folder;
    this.target = folder.resolve("target.txt");
  }

  @Test
  void writesAndReplaces() throws IOException {
    SafeFile.writeText(target, "γ");
    assertEquals("γ", Files.readString(target));
    SafeFile.writeText(target, "other");
    assertEquals("other", Files.readString(target));
    assertEquals(List.of("target.txt"), listing());
  }

  @Test
  void showsNothingBeforeTheEnd() {
    SafeFile.write(
        target,
        aside -> {
          Files.writeString(aside, "half");
          assertFalse(Files.exists(target));
          assertEquals(folder, aside.getParent());
        });
    assertTrue(Files.exists(target));
  }

  @Test
  void createsMissingFolders() throws IOException {
    Path deep = folder.resolve("a/b/c.txt");
    SafeFile.writeText(deep, "x");
    assertEquals("x", Files.readString(deep));
  }

  @Test
  void writesIntoALinkedFolder() throws IOException {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    SafeFile.writeText(link.resolve("x.txt"), "x");
    assertEquals("x", Files.readString(real.resolve("x.txt")));
  }

  @Test
  void writesToWhereALinkLeads() throws IOException {
    Path real = Files.writeString(Files.createDirectory(folder.resolve("real")).resolve("x"), "x");
    Files.createSymbolicLink(folder.resolve("second"), Path.of("real", "x"));
    Files.createSymbolicLink(target, Path.of("second"));
    SafeFile.write(
        target,
        aside -> {
          Files.writeString(aside, "new");
          assertEquals("x", Files.readString(real));
          assertEquals(real.getParent(), aside.getParent());
        });
    assertEquals("new", Files.readString(real));
    assertTrue(Files.isSymbolicLink(target));
    assertEquals(List.of("real", "second", "target.txt"), listing());
  }

  @Test
  void refusesALinkToNothing() throws IOException {
    Files.createSymbolicLink(target, Path.of("missing"));
    assertEquals(
        "cannot write "
            + target
            + ": it is a link that leads to no file; remove it or name another",
        refusal(target));
    assertTrue(Files.isSymbolicLink(target));
    assertEquals(List.of("target.txt"), listing());
  }

  @Test
  void refusesWhatIsNoRegularFile() throws Exception {
    Path pipe = folder.resolve("pipe");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")));
    assertEquals(0, new ProcessBuilder("/usr/bin/mkfifo", pipe.toString()).start().waitFor());
    Files.createSymbolicLink(target, pipe);
    for (Path path : List.of(pipe, target)) {
      assertEquals(
          "cannot write " + path + ": it is a device or the like; name a file", refusal(path));
    }
    assertTrue(Files.readAttributes(pipe, BasicFileAttributes.class).isOther());
    assertEquals(List.of("pipe", "target.txt"), listing());
  }

  @Test
  void leavesTheTargetAndNothingElseWhenTheWriterFails() throws IOException {
    Files.writeString(target, "before");
    EspalierException domain = new EspalierException("no");
    assertSame(
        domain,
        assertThrows(EspalierException.class, () -> SafeFile.write(target, failing(domain))));
    assertEquals(
        "cannot write " + target + ": No space left on device",
        refusal(target, new IOException("No space left on device")));
    assertEquals(
        "cannot write " + target + ": broken pipe",
        refusal(target, new UncheckedIOException(new IOException("broken pipe"))));
    assertEquals("before", Files.readString(target));
    assertEquals(List.of("target.txt"), listing());
  }

  @Test
  void tellsOfAFullDisk() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full));
    EspalierException e =
        assertThrows(
            EspalierException.class,
            () -> SafeFile.write(target, aside -> Files.writeString(full, "x")));
    assertEquals("cannot write " + target + ": No space left on device", e.getMessage());
    assertEquals(List.of(), listing());
  }

  @Test
  void refusesAFolderAsTarget() {
    for (Path path : List.of(folder, Path.of("/"))) {
      assertEquals("cannot write " + path + ": it is a folder; name a file", refusal(path));
    }
  }

  @Test
  void refusesAFileAsFolder() throws IOException {
    Files.writeString(target, "x");
    Map<String, String> reasons =
        Map.of("below", "a file stands where a folder is needed", "far/below", "Not a directory");
    reasons.forEach(
        (name, reason) -> {
          Path path = target.resolve(name);
          assertEquals("cannot write " + path + ": " + reason, refusal(path));
        });
  }

  @Test
  void refusesAFolderWithoutPermission() throws IOException {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    assumeTrue(closed.toFile().setWritable(false));
    assumeFalse(Files.isWritable(closed), "runs as a user who may write everywhere");
    Path path = closed.resolve("x.txt");
    assertEquals("cannot write " + path + ": permission denied", refusal(path));
  }

  @Test
  void saysWhatTheFileSystemSaysWithoutTheNameAside() {
    Path path = folder.resolve("x".repeat(250));
    assertEquals("cannot write " + path + ": File name too long", refusal(path));
  }

  @Test
  void tellsWhatCannotBeRead() {
    IOException missing =
        assertThrows(IOException.class, () -> Files.readString(folder.resolve("none")));
    assertEquals(
        "cannot read none: no such file or folder",
        SafeFile.cannotRead(Path.of("none"), missing).getMessage());
    assertEquals(
        "cannot read none: EOFException",
        SafeFile.cannotRead(Path.of("none"), new java.io.EOFException()).getMessage());
  }

  private static SafeFile.Writer failing(Exception failure) {
    return aside -> {
      Files.writeString(aside, "half");
      if (failure instanceof IOException e) {
        throw e;
      }
      throw (RuntimeException) failure;
    };
  }

  private static String refusal(Path path, Exception failure) {
    return String.valueOf(
        assertThrows(EspalierException.class, () -> SafeFile.write(path, failing(failure)))
            .getMessage());
  }

  private static String refusal(Path path) {
    return String.valueOf(
        assertThrows(EspalierException.class, () -> SafeFile.writeText(path, "x")).getMessage());
  }

  private List<String> listing() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }
}
