package org.espalier.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The script of a distribution, as a process of its own: called through a symbolic link, as one on
 * the PATH would be, from another folder, with its own folder for temporary files.
 */
final class Script {
  private final Path home;
  private final Path folder;
  private final List<String> options;

  /** What a process left. */
  record Outcome(int code, String out, List<String> errors) {}

  /**
   * @param home the distribution
   * @param folder what the script leaves goes here
   * @param options for Java
   */
  Script(Path home, Path folder, String... options) {
    this.home = home.toAbsolutePath();
    this.folder = folder.toAbsolutePath();
    this.options = List.of(options);
  }

  /** Runs it to its end. */
  Outcome run(String... arguments) throws Exception {
    Process process = start(arguments);
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "no end within a minute");
    } finally {
      process.destroyForcibly();
    }
    return new Outcome(process.exitValue(), Files.readString(folder.resolve("out")), errors());
  }

  /** What it prints. */
  String succeeds(String... arguments) throws Exception {
    Outcome outcome = run(arguments);
    assertEquals(0, outcome.code(), () -> "errors: " + outcome.errors());
    return outcome.out();
  }

  /** The one line that it says why it failed, without its name. */
  String fails(String... arguments) throws Exception {
    return fails(1, arguments);
  }

  /** The one line that it says why it failed, without its name. */
  String fails(int code, String... arguments) throws Exception {
    Outcome outcome = run(arguments);
    assertEquals(code, outcome.code(), () -> "exit code; errors: " + outcome.errors());
    assertEquals(1, outcome.errors().size(), () -> "one line: " + outcome.errors());
    assertEquals("", outcome.out());
    String line = outcome.errors().get(0);
    assertTrue(line.startsWith("espalier: "), line);
    return line.substring("espalier: ".length());
  }

  Process start(String... arguments) throws IOException {
    Path link = folder.resolve("espalier");
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, folder.relativize(home.resolve("bin/espalier")));
    List<String> command = new ArrayList<>(List.of(link.toString()));
    command.addAll(List.of(arguments));
    Path elsewhere = Files.createDirectories(file(""));
    List<String> lines = new ArrayList<>(List.of("\"-Djava.io.tmpdir=" + temporary() + "\""));
    lines.addAll(options);
    Files.write(elsewhere.resolve("options"), lines);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(elsewhere.toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("errors").toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("ESPALIER_OPTS", "@options"); // a file may hold paths with spaces
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  /** A file as it is named in arguments. */
  Path file(String name) {
    return folder.resolve("elsewhere").resolve(name);
  }

  /** The process's own folder for temporary files. */
  Path temporary() throws IOException {
    return Files.createDirectories(folder.resolve("tmp"));
  }

  /** Lines of its standard error so far. */
  List<String> errors() {
    try {
      return Files.readAllLines(folder.resolve("errors"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
