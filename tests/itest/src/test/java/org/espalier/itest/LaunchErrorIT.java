package org.espalier.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script as a process that lacks memory, or room for its temporary files. */
class LaunchErrorIT {
  private final Path folder;

  LaunchErrorIT(@TempDir Path folder) {
    this.folder = folder;
  }

  private record Outcome(int code, List<String> errors) {
    String line() {
      assertEquals(1, errors.size(), () -> "one line: " + errors);
      assertEquals(1, code);
      return errors.get(0);
    }
  }

  @Test
  void tooLittleMemoryEndsTheProcessInOneLine() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Outcome outcome =
        run(
            "-Xmx96m -Djava.io.tmpdir=tmp",
            "record --model mlp:64-4000-4000-10 --dataset digits --steps 2 --out out");

    assertEquals(
        "espalier: not enough memory; give more with ESPALIER_OPTS=-Xmx8g", outcome.line());
    assertEquals(List.of(), caches(temporary));
  }

  @Test
  void aTemporaryFolderWithoutRoomIsNamed() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Outcome outcome = run("-Djava.io.tmpdir=" + temporary, "plugins", "ulimit -f 128");

    assertTrue(
        outcome
            .line()
            .startsWith("espalier: the temporary folder " + temporary + " can't be used: "),
        outcome.line());
    assertEquals(List.of(), caches(temporary));
  }

  @Test
  void aFrameworkThatIsNotThereIsNamed() throws Exception {
    Files.createDirectory(folder.resolve("tmp"));
    Outcome outcome = run("-Djava.io.tmpdir=tmp -Despalier.framework=org.eclipse.osgi", "plugins");

    assertEquals(
        "espalier: no OSGi framework org.eclipse.osgi on the class path, only"
            + " org.apache.felix.framework.FrameworkFactory; correct -Despalier.framework",
        outcome.line());
  }

  @Test
  void aMissingTemporaryFolderIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    Outcome outcome = run("-Djava.io.tmpdir=" + file, "plugins");

    assertEquals(
        "espalier: the temporary folder "
            + file
            + " can't be used: Not a directory; put it right, or choose another with"
            + " ESPALIER_OPTS=-Djava.io.tmpdir=FOLDER",
        outcome.line());
  }

  private static List<String> caches(Path temporary) throws IOException {
    try (Stream<Path> left = Files.list(temporary)) {
      return left.map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("espalier"))
          .toList();
    }
  }

  /** Runs the script after some commands of the shell, in the test's folder. */
  private Outcome run(String options, String arguments, String... before) throws Exception {
    List<String> script = new ArrayList<>(List.of(before));
    script.add("exec \"$0\" " + arguments);
    Path errors = folder.resolve("errors");
    ProcessBuilder builder =
        new ProcessBuilder(
                "bash",
                "-c",
                String.join("\n", script),
                TestContainer.home().resolve("bin/espalier").toAbsolutePath().toString())
            .directory(folder.toFile())
            .redirectOutput(folder.resolve("out.txt").toFile())
            .redirectError(errors.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("ESPALIER_OPTS", options);
    Process process = builder.start();
    process.getOutputStream().close();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "no end within a minute");
    } finally {
      process.destroyForcibly();
    }
    return new Outcome(process.exitValue(), Files.readAllLines(errors));
  }
}
