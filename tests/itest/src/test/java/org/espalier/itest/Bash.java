package org.espalier.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Commands as a reader would type them, with this build's Java and local Maven repository. */
final class Bash {
  private static final int MINUTES = 5;

  private Bash() {}

  /** What the commands print, each after the other; the first failure ends them. */
  static String run(Path folder, String commands) throws Exception {
    Path out = Files.createTempFile(folder.getParent(), "out", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(List.of("bash", "-euo", "pipefail", "-c", commands))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder
        .environment()
        .put(
            "MAVEN_OPTS",
            "-Dmaven.repo.local=" + Objects.requireNonNull(System.getProperty("maven.repo.local")));
    Process process = builder.start();
    process.getOutputStream().close();
    boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    String text = Files.readString(out);
    assertTrue(ended, () -> "no end of " + commands + "\n" + text);
    assertEquals(0, process.exitValue(), () -> commands + "\n" + text);
    return text;
  }
}
