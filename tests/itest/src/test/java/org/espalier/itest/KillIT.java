package org.espalier.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A few of the kills of {@code tests/benchmarks/kill.sh}, which looks at what is left after each.
 */
@EnabledOnOs(OS.LINUX)
class KillIT {
  @Test
  void whatIsKilledLeavesWholeStepsAndIsFinished(@TempDir Path folder) throws Exception {
    Path log = folder.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "../benchmarks/kill.sh", "recording", "swapping", "--kills", "2")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("TMPDIR", folder.toString());
    builder
        .environment()
        .put("ESPALIER", TestContainer.home().resolve("bin/espalier").toRealPath().toString());
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(5, TimeUnit.MINUTES), () -> "no end");
    } finally {
      process.destroyForcibly();
    }
    assertEquals(0, process.exitValue(), Files.readString(log));
    assertTrue(Files.readString(log).contains("\n0 failures"), Files.readString(log));
  }
}
