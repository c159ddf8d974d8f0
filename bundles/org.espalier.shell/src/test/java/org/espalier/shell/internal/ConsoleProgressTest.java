package org.espalier.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final AtomicBoolean interrupted = new AtomicBoolean();
  private final AtomicLong now = new AtomicLong(-TimeUnit.SECONDS.toNanos(7));
  private final Session session =
      new Session(
          new RecordingWorkbench(),
          new RecordingWorkbench(),
          new RecordingWorkbench(),
          new PrintStream(out, true, StandardCharsets.UTF_8),
          new PrintStream(err, true, StandardCharsets.UTF_8),
          interrupted::get,
          RecordingWorkbench.EXPERIMENTS,
          RecordingWorkbench.TOOLS);

  @Test
  void printsALineNowAndThen() {
    try (ConsoleProgress progress = new ConsoleProgress(session, now::get)) {
      wait(9);
      progress.at(1, 100, "cells");
      assertEquals(List.of(), lines());
      wait(1);
      progress.at(10, 100, "cells");
      assertEquals(List.of("10 of 100 cells, 1:30 left"), lines());
      wait(9);
      progress.at(12, 100, "cells");
      assertEquals(1, lines().size());
      wait(11);
      progress.at(75, 100, "cells");
      assertEquals("75 of 100 cells, 0:10 left", lines().get(1));
    }
    assertEquals(0, out.size(), "progress is no output");
  }

  @Test
  void startsWithoutAnythingDone() {
    try (ConsoleProgress progress = new ConsoleProgress(session, now::get)) {
      wait(10);
      progress.at(0, 3, "steps");
    }
    assertEquals(List.of("0 of 3 steps"), lines());
  }

  @Test
  void isSilentWhenClosed() {
    ConsoleProgress progress = new ConsoleProgress(session, now::get);
    progress.close();
    wait(60);
    progress.at(1, 2, "steps");
    assertEquals(List.of(), lines());
  }

  @Test
  void passesTheInterruptOn() {
    try (ConsoleProgress progress = new ConsoleProgress(session)) {
      assertFalse(progress.isCancelled());
      interrupted.set(true);
      assertTrue(progress.isCancelled());
    }
  }

  private void wait(int seconds) {
    now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  private List<String> lines() {
    return err.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
