package org.espalier.shell.internal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs commands on a workbench that only keeps what it is asked, and holds what they print. */
final class TestConsole {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Session session;

  TestConsole(RecordingWorkbench workbench) {
    session =
        new Session(
            workbench,
            workbench,
            workbench,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            () -> false,
            RecordingWorkbench.EXPERIMENTS,
            RecordingWorkbench.TOOLS);
  }

  /** Answers the exit code; what was printed before is forgotten. */
  int run(String... args) {
    out.reset();
    err.reset();
    return CommandRunner.run(CommandRunner.commandLine(session, List.of()), args);
  }

  String output() {
    return text(out);
  }

  String errors() {
    return text(err);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
