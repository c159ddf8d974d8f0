package org.espalier.store.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.espalier.core.EspalierException;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.trajectory.Recording;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectorySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderRecordingTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // by JUnit
  Path temp;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void returnsWhatWasRecorded(boolean gradients) {
    Path folder = temp.resolve("deep/down");
    Sample.record(folder, 2500, gradients);
    try (Trajectory trajectory = TrajectoryOpener.open(folder)) {
      assertEquals(Sample.manifest(Sample.layout()).withComplete(true), trajectory.manifest());
      assertEquals(gradients, trajectory.gradients().isPresent());
      Expect.sample(trajectory, 2500);
    }
  }

  @Test
  void writesByteForByteWhatNumPyWrites() throws IOException {
    Sample.record(temp, 7, true);
    for (String name :
        List.of("updates.npy", "gradients.npy", "losses.npy", "initial.npy", "weights.npy")) {
      assertArrayEquals(
          Sample.resource("reference/" + name), Files.readAllBytes(temp.resolve(name)), name);
    }
    assertEquals(
        List.of(
            "gradients.npy",
            "initial.npy",
            "losses.npy",
            "trajectory.json",
            "updates.npy",
            "weights.npy"),
        names(temp));
  }

  @Test
  void keepsAnUnfinishedRecording() {
    try (Recording recording = Sample.start(temp, true)) {
      Sample.steps(recording, 150, true);
    }
    try (Trajectory trajectory = TrajectoryOpener.open(temp)) {
      assertFalse(trajectory.manifest().complete());
      Expect.sample(trajectory, 150);
    }
  }

  @Test
  void recordsNoSteps() {
    Sample.record(temp, 0, true);
    try (Trajectory trajectory = TrajectoryOpener.open(temp)) {
      assertTrue(trajectory.manifest().complete());
      Expect.sample(trajectory, 0);
    }
  }

  @Test
  void takesACopyOfEachStep() {
    try (Recording recording = Sample.start(temp, false)) {
      float[] reused = new float[Sample.PARAMETERS];
      for (int t = 0; t < 2000; t++) {
        System.arraycopy(Sample.updates(t, reused.length), 0, reused, 0, reused.length);
        recording.onStep(reused, null, Sample.lossBefore(t), Sample.lossAfter(t));
      }
      assertEquals(2000, recording.finish(Sample.weights(2000, reused.length)));
    }
    try (Trajectory trajectory = TrajectoryOpener.open(temp)) {
      Expect.sample(trajectory, 2000);
    }
  }

  @Test
  void anInterruptOfTheTrainerLosesNothing() {
    try (Recording recording = Sample.start(temp, false)) {
      Thread.currentThread().interrupt();
      Sample.steps(recording, 3000, false);
      recording.finish(Sample.weights(3000, Sample.PARAMETERS));
      assertTrue(Thread.interrupted(), "the interrupt is still to be seen");
    }
    try (Trajectory trajectory = TrajectoryOpener.open(temp)) {
      Expect.sample(trajectory, 3000);
    }
  }

  @Test
  void memoryStaysWithinTheBound() throws IOException {
    int parameters = 100_000;
    int steps = 600;
    BufferPoolMXBean direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .findFirst()
            .orElseThrow();
    long before = direct.getMemoryUsed();
    long most = 0;
    float[] update = Sample.updates(0, parameters);
    try (Recording recording =
        FolderRecording.start(Sample.wide(temp, parameters), new RecorderOptions(4))) {
      for (int t = 0; t < steps; t++) {
        recording.onStep(update, null, 1, 1);
        most = Math.max(most, direct.getMemoryUsed() - before);
      }
      recording.finish(update);
    }
    assertTrue(most <= 5 << 20, most + " bytes outside of the heap");
    assertEquals(128 + 4L * parameters * steps, Files.size(temp.resolve("updates.npy")));
  }

  @Test
  void refusesStepsThatAreNotFinite() {
    float[] good = new float[Sample.PARAMETERS];
    float[] bad = good.clone();
    bad[11] = Float.NaN;
    String folder = temp.toString();
    refusesAfterOneStep("a", "step 1 of the recording into " + folder, bad, good, 1, 1);
    refusesAfterOneStep("b", "the update at 11 is NaN; the training diverged", bad, good, 1, 1);
    refusesAfterOneStep("c", "the gradient at 11 is NaN", good, bad, 1, 1);
    refusesAfterOneStep("d", "the loss goes from Infinity to 1.0", good, good, 1 / 0.0, 1);
    refusesAfterOneStep("e", "the loss goes from 1.0 to NaN", good, good, 1, Double.NaN);
  }

  private void refusesAfterOneStep(
      String name, String reason, float[] update, float[] gradient, double before, double after) {
    float[] good = new float[Sample.PARAMETERS];
    Path folder = temp.resolve(name);
    try (Recording recording = Sample.start(folder, true)) {
      recording.onStep(good, good, 1, 1);
      Expect.refused(
          EspalierException.class, reason, () -> recording.onStep(update, gradient, before, after));
      Expect.refused(EspalierException.class, reason, () -> recording.onStep(good, good, 1, 1));
      Expect.refused(EspalierException.class, reason, () -> recording.finish(good));
    }
    try (Trajectory trajectory = TrajectoryOpener.open(folder)) {
      assertEquals(1, trajectory.steps());
    }
  }

  @Test
  void refusesWrongSizesAndLateCalls() {
    float[] good = new float[Sample.PARAMETERS];
    Recording recording = Sample.start(temp, true);
    Expect.refused(
        IllegalArgumentException.class,
        "an update of 5 values at step 0, for 12 parameters",
        () -> recording.onStep(new float[5], good, 1, 1));
    Expect.refused(
        IllegalArgumentException.class,
        "a gradient of 0 values at step 0",
        () -> recording.onStep(good, null, 1, 1));
    Expect.refused(
        IllegalArgumentException.class,
        "final weights of 1 values",
        () -> recording.finish(new float[1]));
    recording.finish(good);
    recording.close();
    Expect.refused(
        IllegalStateException.class, "has ended", () -> recording.onStep(good, good, 1, 1));
    Expect.refused(IllegalStateException.class, "has ended", () -> recording.finish(good));
  }

  @Test
  void refusesAFolderInUse() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("used"));
    Files.writeString(folder.resolve("precious.txt"), "mine");
    Expect.refused(
        EspalierException.class, "used: the folder is not empty", () -> Sample.start(folder, true));
    assertEquals(List.of("precious.txt"), names(folder));
    Path file = Files.writeString(temp.resolve("file"), "mine");
    Expect.refused(
        EspalierException.class, "a file stands where a folder", () -> Sample.start(file, true));
  }

  @Test
  void refusesWhatIsNotFitAndLeavesNothing() {
    float[] weights = Sample.initial(Sample.PARAMETERS);
    weights[3] = Float.NEGATIVE_INFINITY;
    Path folder = temp.resolve("new");
    Expect.refused(
        EspalierException.class,
        "the initial weight at 3 is -Infinity",
        () ->
            FolderRecording.start(
                new TrajectorySpec(folder, Sample.manifest(Sample.layout()), weights, false),
                RecorderOptions.standard()));
    Expect.refused(
        EspalierException.class,
        "the model has no parameters",
        () ->
            FolderRecording.start(
                new TrajectorySpec(
                    folder, Sample.manifest(new ParameterLayout(List.of())), new float[0], false),
                RecorderOptions.standard()));
    assertFalse(Files.exists(folder));
  }

  @Test
  void ofManyRecordingsIntoOneFolderOneGoesOn() throws Exception {
    int threads = 8;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      for (int round = 0; round < 20; round++) {
        Path folder = temp.resolve("round" + round);
        CyclicBarrier together = new CyclicBarrier(threads);
        Callable<Integer> race =
            () -> {
              together.await();
              try (Recording recording = Sample.start(folder, false)) {
                Sample.steps(recording, 3, false);
                return recording.finish(Sample.weights(3, Sample.PARAMETERS));
              } catch (EspalierException e) {
                assertTrue(
                    String.valueOf(e.getMessage()).matches("cannot record into .*round\\d+: .*"),
                    e.getMessage());
                return 0;
              }
            };
        int steps = 0;
        for (Future<Integer> each : pool.invokeAll(Collections.nCopies(threads, race))) {
          steps += each.get();
        }
        assertEquals(3, steps, "exactly one recording of three steps");
        try (Trajectory trajectory = TrajectoryOpener.open(folder)) {
          Expect.sample(trajectory, 3);
        }
      }
    } finally {
      pool.shutdownNow();
    }
  }

  /** Whoever asks whether a file is being written holds its lock for a moment. */
  @Test
  void aRecordingBeginsWhileOthersAskWhetherItGoesOn() throws Exception {
    for (int round = 0; round < 50; round++) {
      Path folder = temp.resolve("asked" + round);
      AtomicBoolean over = new AtomicBoolean();
      Thread asker =
          new Thread(
              () -> {
                while (!over.get()) {
                  RowFile.isBeingWritten(folder.resolve("updates.npy"));
                }
              });
      asker.start();
      try (Recording recording = Sample.start(folder, false)) {
        assertTrue(RowFile.isBeingWritten(folder.resolve("updates.npy")), "round " + round);
        Sample.steps(recording, 1, false);
      } finally {
        over.set(true);
        asker.join();
      }
    }
  }

  /** Nobody is told to delete the folder of a recording that goes on. */
  @Test
  void tellsARecordingThatGoesOnFromOneThatEnded() {
    Path folder = temp.resolve("run");
    try (Recording recording = Sample.start(folder, false)) {
      Expect.refused(
          EspalierException.class,
          "run: another recording writes there; name another folder",
          () -> Sample.start(folder, false));
      Sample.steps(recording, 3, false);
      assertEquals(3, recording.finish(Sample.weights(3, Sample.PARAMETERS)));
    }
    Expect.refused(
        EspalierException.class,
        "run: the folder is not empty; name a new one, or delete it first",
        () -> Sample.start(folder, false));
    try (Trajectory trajectory = TrajectoryOpener.open(folder)) {
      Expect.sample(trajectory, 3);
    }
  }

  @Test
  void aFileOfAnotherRecordingIsNeitherTakenNorRemoved() throws IOException {
    Files.writeString(temp.resolve("updates.npy"), "theirs");
    Expect.refused(
        EspalierException.class,
        "cannot record into " + temp + ": another recording writes there; name another folder",
        () -> RowWriter.create(temp, 3, true));
    assertEquals(List.of("updates.npy"), names(temp));
    assertEquals("theirs", Files.readString(temp.resolve("updates.npy")));
  }

  @Test
  void endsItsThread() {
    Path folder = temp.resolve("thread-watched");
    try (Recording recording = Sample.start(folder, false)) {
      assertEquals(1, writers("thread-watched"));
      Sample.steps(recording, 5, false);
    }
    assertEquals(0, writers("thread-watched"));
  }

  private static long writers(String folder) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("espalier-recorder " + folder))
        .count();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return new ArrayList<>(files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }
}
