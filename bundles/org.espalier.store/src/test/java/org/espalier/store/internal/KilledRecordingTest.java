package org.espalier.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.core.EspalierException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.trajectory.Trajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs bash, SIGKILL and ulimit")
class KilledRecordingTest {
  private static final int PARAMETERS = 257;

  /** The header of NEP 1, version 1.0, as NumPy's own reader takes it apart. */
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '(<f[48])', 'fortran_order': False, 'shape': \\((\\d+), (\\d+)\\), } *\n");

  @TempDir
  @SuppressWarnings("NullAway.Init") // by JUnit
  Path temp;

  @Test
  void everyWholeStepOpensAfterAKill() throws Exception {
    Random random = new Random(1);
    int opened = 0;
    for (int kill = 0; kill < 6; kill++) {
      Path folder = temp.resolve("kill" + kill);
      Process child = ChildRecording.start("", folder, PARAMETERS);
      try {
        // The first moments are those of starting, the others those of appending.
        boolean starting = kill < 2;
        int rows = starting ? 0 : random.nextInt(3000);
        awaitBytes(folder.resolve("updates.npy"), (long) rows * PARAMETERS * 4, child);
        TimeUnit.MICROSECONDS.sleep(random.nextInt(starting ? 3_000 : 20_000));
      } finally {
        child.destroyForcibly().waitFor();
      }
      opened += opened(folder);
    }
    assertTrue(opened > 100, "only " + opened + " steps were recorded in all");
  }

  /** The steps that the folder opens with, all checked. */
  private static int opened(Path folder) throws IOException {
    if (!Files.exists(folder.resolve("trajectory.json"))) {
      Expect.refused(
          InvalidDataException.class, "trajectory.json", () -> TrajectoryOpener.open(folder));
      return 0;
    }
    int counted = numpyRows(folder.resolve("updates.npy"), "<f4", PARAMETERS, 4);
    int countedLosses = numpyRows(folder.resolve("losses.npy"), "<f8", 2, 8);
    try (Trajectory trajectory = TrajectoryOpener.open(folder)) {
      assertFalse(trajectory.manifest().complete());
      assertTrue(trajectory.steps() >= Math.max(counted, countedLosses));
      Expect.sample(trajectory, trajectory.steps());
      return trajectory.steps();
    }
  }

  /** Rows by the header, all of which the file must have. */
  private static int numpyRows(Path file, String dtype, int columns, int itemBytes)
      throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(128);
    }
    assertEquals("\u0093NUMPY\u0001\u0000", latin(start, 0, 8));
    assertEquals(118, ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getShort(8));
    Matcher header = HEADER.matcher(latin(start, 10, 118));
    assertTrue(header.matches(), latin(start, 10, 118));
    assertEquals(dtype, header.group(1));
    assertEquals(columns, Integer.parseInt(header.group(3)));
    int rows = Integer.parseInt(header.group(2));
    assertTrue(Files.size(file) >= 128 + (long) rows * columns * itemBytes);
    return rows;
  }

  private static String latin(byte[] bytes, int offset, int length) {
    return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
  }

  private static void awaitBytes(Path file, long bytes, Process child) throws Exception {
    while (!Files.exists(file) || Files.size(file) < bytes) {
      assertTrue(child.isAlive(), () -> "the child ended before " + file + " had " + bytes);
      Thread.sleep(1);
    }
  }

  /** A limit on the size of files stands for a full disk: both are a write that fails. */
  @Test
  void aDiskThatTakesNoMoreEndsTheRecordingWithOneLine() throws Exception {
    Path folder = temp.resolve("full");
    Process child = ChildRecording.start("ulimit -f 300 &&", folder, PARAMETERS);
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, child.waitFor(), output);
    assertEquals(1, output.lines().count(), output);
    assertTrue(output.startsWith("cannot write " + folder.resolve("updates.npy") + ": "), output);
    assertTrue(opened(folder) > 100, output);
  }

  @Test
  void noRoomToStartLeavesNothing() throws Exception {
    Path folder = temp.resolve("none");
    // The initial weights alone are larger than the limit.
    Process child = ChildRecording.start("ulimit -f 100 &&", folder, 100_000);
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, child.waitFor(), output);
    assertTrue(output.startsWith("cannot write " + folder.resolve("initial.npy") + ": "), output);
    assertFalse(Files.exists(folder), "what was begun is removed");
  }

  @Test
  void aSecondProcessIsRefused() throws Exception {
    Path folder = temp.resolve("shared");
    Process child = ChildRecording.start("", folder, PARAMETERS);
    try {
      awaitBytes(folder.resolve("trajectory.json"), 1, child);
      Expect.refused(
          EspalierException.class,
          "cannot record into " + folder,
          () -> Sample.start(folder, false));
    } finally {
      child.destroyForcibly().waitFor();
    }
    opened(folder);
  }
}
