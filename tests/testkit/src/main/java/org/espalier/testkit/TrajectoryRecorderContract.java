package org.espalier.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.espalier.core.EspalierException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.PluginKind;
import org.espalier.core.trajectory.Recording;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryReader;
import org.espalier.core.trajectory.TrajectoryRecorder;
import org.espalier.core.trajectory.TrajectorySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link TrajectoryRecorder} must do, together with the {@link TrajectoryReader} that
 * opens its folders; a recorder's test extends this class. The recordings are of 35 parameters.
 */
public abstract class TrajectoryRecorderContract {
  private static final int STEPS = 200;

  @TempDir
  @SuppressWarnings("NullAway.Init") // by JUnit
  private Path temporary;

  /** The recorder to test, ready for use. */
  protected abstract TrajectoryRecorder recorder();

  /** The reader of what it records; by default one that reads nothing but the format. */
  protected TrajectoryReader reader() {
    return new PlainReader();
  }

  /** The class with the annotations, whose description bnd has written; empty if there is none. */
  protected Optional<Class<?>> component() {
    return Optional.of(recorder().getClass());
  }

  @Test
  public void isDescribedAsWhatItIs() {
    component().ifPresent(c -> Descriptor.requireSound(c, PluginKind.RECORDER));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  public void readsBackWhatWasRecordedBitForBit(boolean gradients) {
    RecordedSample sample = new RecordedSample(1, STEPS, gradients);
    Path folder = record(sample, "in/a/new/folder");
    try (Trajectory trajectory = reader().open(folder)) {
      assertEquals(sample.manifest().withComplete(true), trajectory.manifest());
      sample.requireEqual(trajectory, STEPS);
      assertEquals(
          Checks.bits(sample.weights()),
          Checks.bits(trajectory.weights()),
          "θ after the last step");
    }
  }

  @Test
  public void readsBackARecordingOfNoSteps() {
    RecordedSample sample = new RecordedSample(2, 0, true);
    try (Trajectory trajectory = reader().open(record(sample, "none"))) {
      assertTrue(trajectory.manifest().complete());
      sample.requireEqual(trajectory, 0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, STEPS})
  public void keepsEveryStepWithoutAFinish(int steps) {
    RecordedSample sample = new RecordedSample(3, STEPS, true);
    Path folder = temporary.resolve("unfinished");
    try (Recording recording = recorder().start(sample.spec(folder))) {
      sample.steps(recording, 0, steps);
    }
    try (Trajectory trajectory = reader().open(folder)) {
      assertFalse(trajectory.manifest().complete(), "nobody has finished it");
      sample.requireEqual(trajectory, steps);
      float[] reached = sample.weightsAfter(steps);
      assertArrayEquals(reached, trajectory.weights(), 1e-5f, "θ₀ + ΣΔθ");
    }
  }

  /** What overwrites its arrays is not what was recorded. */
  @Test
  public void letsTheCallerReuseItsArrays() {
    RecordedSample sample = new RecordedSample(4, STEPS, true);
    Path folder = temporary.resolve("reused");
    float[] update = new float[sample.size()];
    float[] gradient = new float[sample.size()];
    float[] initial = sample.initial();
    TrajectorySpec spec = new TrajectorySpec(folder, sample.manifest(), initial, true);
    Arrays.fill(initial, Float.NaN);
    try (Recording recording = recorder().start(spec)) {
      for (int t = 0; t < STEPS; t++) {
        sample.copyStep(t, update, gradient);
        recording.onStep(update, gradient, sample.before(t), sample.after(t));
        Arrays.fill(update, Float.NaN);
        Arrays.fill(gradient, Float.NaN);
      }
      float[] weights = sample.weights();
      assertEquals(STEPS, recording.finish(weights));
      Arrays.fill(weights, Float.NaN);
    }
    try (Trajectory trajectory = reader().open(folder)) {
      sample.requireEqual(trajectory, STEPS);
      assertEquals(Checks.bits(sample.weights()), Checks.bits(trajectory.weights()));
    }
  }

  /** Whoever trains may have been told to stop; its steps are recorded all the same. */
  @Test
  public void losesNothingWhereTheCallerIsInterrupted() {
    RecordedSample sample = new RecordedSample(5, STEPS, false);
    Path folder = temporary.resolve("interrupted");
    try (Recording recording = recorder().start(sample.spec(folder))) {
      Thread.currentThread().interrupt();
      sample.steps(recording, 0, STEPS);
      assertEquals(STEPS, recording.finish(sample.weights()));
    } finally {
      assertTrue(Thread.interrupted(), "the caller's interrupt was swallowed");
    }
    try (Trajectory trajectory = reader().open(folder)) {
      sample.requireEqual(trajectory, STEPS);
    }
  }

  @Test
  public void writesTheSameBytesAgain() throws IOException {
    RecordedSample sample = new RecordedSample(6, STEPS, true);
    List<Path> first = Folders.files(record(sample, "first"));
    List<Path> second = Folders.files(record(sample, "second"));
    assertFalse(first.isEmpty());
    assertEquals(first.size(), second.size());
    for (int i = 0; i < first.size(); i++) {
      assertEquals(first.get(i).getFileName(), second.get(i).getFileName());
      assertEquals(-1, Files.mismatch(first.get(i), second.get(i)), first.get(i)::toString);
    }
  }

  @Test
  public void servesManyThreadsEachWithARecordingOfItsOwn() {
    TrajectoryRecorder recorder = recorder();
    TrajectoryReader reader = reader();
    AtomicInteger next = new AtomicInteger();
    Checks.sameFromManyThreads(
        true,
        () -> {
          int number = next.incrementAndGet();
          RecordedSample sample = new RecordedSample(100 + number, STEPS, number % 2 == 0);
          Path folder = temporary.resolve("thread" + number);
          sample.record(recorder, folder);
          try (Trajectory trajectory = reader.open(folder)) {
            sample.requireEqual(trajectory, STEPS);
          }
          return true;
        });
  }

  @Test
  public void letsManyThreadsReadOneTrajectory() {
    RecordedSample sample = new RecordedSample(7, STEPS, true);
    try (Trajectory trajectory = reader().open(record(sample, "shared"))) {
      Checks.sameFromManyThreads(
          true,
          () -> {
            sample.requireEqual(trajectory, STEPS);
            return Checks.bits(sample.weights()).equals(Checks.bits(trajectory.weights()));
          });
    }
  }

  @Test
  public void refusesAnOccupiedFolderAndLeavesItAlone() throws IOException {
    RecordedSample sample = new RecordedSample(8, 3, false);
    Path used = Files.createDirectories(temporary.resolve("used"));
    Files.writeString(used.resolve("precious.txt"), "mine");
    refusesToStart(sample, used);
    assertEquals(List.of(used.resolve("precious.txt")), Folders.files(used));
    assertEquals("mine", Files.readString(used.resolve("precious.txt")));

    Path file = Files.writeString(temporary.resolve("file"), "mine");
    refusesToStart(sample, file);
    assertEquals("mine", Files.readString(file));

    Path recorded = record(sample, "recorded");
    refusesToStart(new RecordedSample(9, 3, false), recorded);
    try (Trajectory trajectory = reader().open(recorded)) {
      sample.requireEqual(trajectory, 3);
    }
  }

  @Test
  public void refusesAFolderThatAnotherRecordingWritesTo() {
    RecordedSample sample = new RecordedSample(10, STEPS, false);
    Path folder = temporary.resolve("contested");
    try (Recording recording = recorder().start(sample.spec(folder))) {
      sample.steps(recording, 0, 1);
      refusesToStart(new RecordedSample(11, 3, false), folder);
      sample.steps(recording, 1, STEPS);
      recording.finish(sample.weights());
    }
    try (Trajectory trajectory = reader().open(folder)) {
      sample.requireEqual(trajectory, STEPS);
    }
  }

  private void refusesToStart(RecordedSample sample, Path folder) {
    EspalierException e =
        assertThrows(EspalierException.class, () -> recorder().start(sample.spec(folder)).close());
    Checks.requireLineWith(folder.getFileName().toString(), e);
  }

  /** A refused call records nothing, and the recording goes on. */
  @Test
  public void refusesWrongLengths() {
    RecordedSample sample = new RecordedSample(12, 2, true);
    Path folder = temporary.resolve("lengths");
    float[] good = new float[sample.size()];
    float[] bad = new float[sample.size() - 1];
    try (Recording recording = recorder().start(sample.spec(folder))) {
      sample.steps(recording, 0, 1);
      refusesArguments(() -> recording.onStep(bad, good, 1, 1));
      refusesArguments(() -> recording.onStep(good, bad, 1, 1));
      refusesArguments(() -> recording.onStep(good, null, 1, 1));
      refusesArguments(() -> recording.finish(bad));
      sample.steps(recording, 1, 2);
      assertEquals(2, recording.finish(sample.weights()));
    }
    try (Trajectory trajectory = reader().open(folder)) {
      sample.requireEqual(trajectory, 2);
    }
  }

  private static void refusesArguments(Runnable call) {
    Checks.requireOneLine(assertThrows(IllegalArgumentException.class, call::run));
  }

  /** A training that diverged: what was before stays, and no gap is left behind it. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  public void refusesWhatIsNotFiniteAndTakesNoMore(int where) {
    RecordedSample sample = new RecordedSample(13, STEPS, true);
    Path folder = temporary.resolve("diverged");
    float[] update = new float[sample.size()];
    float[] gradient = new float[sample.size()];
    double[] losses = {1, 1};
    switch (where) {
      case 0 -> update[7] = Float.NaN;
      case 1 -> gradient[7] = Float.POSITIVE_INFINITY;
      case 2 -> losses[0] = Double.NEGATIVE_INFINITY;
      default -> losses[1] = Double.NaN;
    }
    try (Recording recording = recorder().start(sample.spec(folder))) {
      sample.steps(recording, 0, 5);
      Checks.requireOneLine(
          assertThrows(
              EspalierException.class,
              () -> recording.onStep(update, gradient, losses[0], losses[1])));
      assertThrows(EspalierException.class, () -> sample.steps(recording, 5, 6));
      assertThrows(EspalierException.class, () -> recording.finish(sample.weights()));
    }
    try (Trajectory trajectory = reader().open(folder)) {
      assertFalse(trajectory.manifest().complete());
      sample.requireEqual(trajectory, 5);
    }
  }

  @Test
  public void refusesCallsAfterItsEnd() {
    RecordedSample sample = new RecordedSample(14, 3, true);
    Recording recording = recorder().start(sample.spec(temporary.resolve("ended")));
    sample.steps(recording, 0, 3);
    recording.finish(sample.weights());
    recording.close();
    recording.close();
    assertThrows(IllegalStateException.class, () -> sample.steps(recording, 0, 1));
    assertThrows(IllegalStateException.class, () -> recording.finish(sample.weights()));
  }

  @Test
  public void refusesToOpenWhatIsNoTrajectory() throws IOException {
    refusesToOpen(temporary.resolve("missing"));
    refusesToOpen(Files.createDirectories(temporary.resolve("empty")));
    refusesToOpen(Files.writeString(temporary.resolve("a-file"), "text"));
    Path foreign = Files.createDirectories(temporary.resolve("foreign"));
    Files.writeString(foreign.resolve("readme.txt"), "text");
    refusesToOpen(foreign);
  }

  private void refusesToOpen(Path folder) {
    Checks.requireLineWith(
        folder.getFileName().toString(),
        assertThrows(InvalidDataException.class, () -> reader().open(folder).close()));
  }

  /** Of each file of a finished recording: none, half of it, and another's in its place. */
  @Test
  public void refusesADamagedTrajectoryOrReadsItWhole() throws IOException {
    RecordedSample sample = new RecordedSample(15, STEPS, true);
    int refused = 0;
    int files = Folders.files(record(sample, "whole")).size();
    for (int i = 0; i < files; i++) {
      for (int damage = 0; damage < 3; damage++) {
        Path folder = record(sample, "damaged" + i + "-" + damage);
        Path file = Folders.files(folder).get(i);
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        if (damage > 0) {
          Files.write(
              file, damage == 1 ? Arrays.copyOf(bytes, bytes.length / 2) : new byte[] {1, 2, 3});
        }
        refused += refusesOrReadsWhole(sample, folder) ? 1 : 0;
      }
    }
    assertTrue(refused >= 3, "hardly any damage is seen");
  }

  private boolean refusesOrReadsWhole(RecordedSample sample, Path folder) {
    try (Trajectory trajectory = reader().open(folder)) {
      if (trajectory.gradients().isPresent()) {
        sample.requireEqual(trajectory, STEPS);
      }
      return false;
    } catch (InvalidDataException e) {
      Checks.requireLineWith(folder.getFileName().toString(), e);
      return true;
    }
  }

  private Path record(RecordedSample sample, String name) {
    Path folder = temporary.resolve(name);
    sample.record(recorder(), folder);
    return folder;
  }
}
