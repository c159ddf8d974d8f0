package org.espalier.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** Errors that no command catches: one line and an exit code all the same. */
class CommandErrorTest {
  private final RecordingWorkbench workbench = new RecordingWorkbench();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String line) {
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    Session session =
        new Session(
            workbench,
            workbench,
            workbench,
            stream,
            stream,
            () -> false,
            RecordingWorkbench.EXPERIMENTS,
            RecordingWorkbench.TOOLS);
    return CommandRunner.run(CommandRunner.commandLine(session, List.of()), line.split(" ", -1));
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8).strip();
  }

  @Test
  void namesAnError() {
    workbench.error = new NoClassDefFoundError("org/nd4j/\nlinalg/factory/Nd4j");
    assertEquals(1, run("evaluate m.zip --dataset digits"));
    assertEquals(
        "espalier: unexpected NoClassDefFoundError: org/nd4j/; linalg/factory/Nd4j"
            + " (--verbose shows where)",
        errors());
  }

  @Test
  void namesAnErrorWithoutMessage() {
    workbench.error = new StackOverflowError();
    assertEquals(1, run("estimate run --estimator e --out x"));
    assertEquals("espalier: unexpected StackOverflowError (--verbose shows where)", errors());
  }

  @Test
  void showsAnErrorsStackIfAsked() {
    workbench.error = new StackOverflowError();
    assertEquals(1, run("--verbose estimate run --estimator e --out x"));
    assertTrue(errors().contains("\tat org.espalier.shell.internal."), errors());
  }

  @Test
  void saysHowToGiveMoreMemory() {
    workbench.error = new OutOfMemoryError("Java heap space");
    assertEquals(1, run("record --model m --dataset d --steps 1 --out x"));
    assertTrue(
        errors().matches("espalier: not enough memory; give more with ESPALIER_OPTS=-Xmx[0-9]+g"),
        errors());
    OutOfMemoryError error = new OutOfMemoryError();
    String head = "not enough memory; give more with ESPALIER_OPTS=-Xmx";
    assertEquals(head + "8g", FailureMessage.outOfMemory(error, 96L << 20));
    assertEquals(head + "32g", FailureMessage.outOfMemory(error, 16L << 30));
  }

  @Test
  void tellsOfAnArrayThatNoMemoryHolds() {
    workbench.error = new OutOfMemoryError("Requested array size exceeds VM limit");
    assertEquals(1, run("estimate run --estimator e --out x"));
    assertEquals(
        "espalier: not enough memory: an array would be longer than Java allows; ask for less",
        errors());
  }

  @Test
  void findsTheErrorOfAnotherThread() {
    workbench.failure =
        new IllegalStateException(new ExecutionException(new OutOfMemoryError("Java heap space")));
    assertEquals(1, run("compare --out x"));
    assertTrue(errors().startsWith("espalier: not enough memory; give more with "), errors());
  }
}
