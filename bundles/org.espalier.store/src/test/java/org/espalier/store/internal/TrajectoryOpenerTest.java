package org.espalier.store.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.model.RatePhase;
import org.espalier.core.npy.Npy;
import org.espalier.core.trajectory.FloatRows;
import org.espalier.core.trajectory.Recording;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryKind;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.espalier.core.trajectory.TrajectorySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrajectoryOpenerTest {
  private static final int STEPS = 3;

  @TempDir
  @SuppressWarnings("NullAway.Init") // by JUnit
  Path folder;

  @Test
  void opensAFolderThatNumPyWrote() throws IOException {
    for (String name : List.of("trajectory.json", "updates.npy", "losses.npy", "weights.npy")) {
      Files.write(folder.resolve(name), Sample.resource("by_hand/" + name));
    }
    try (Trajectory trajectory = TrajectoryOpener.open(folder)) {
      TrajectoryManifest manifest = trajectory.manifest();
      assertEquals(Sample.layout(), manifest.layout());
      assertEquals(ParameterRole.BIAS, manifest.layout().parameters().get(1).role());
      assertEquals("sgd", manifest.optimizer());
      assertEquals(List.of(new RatePhase(0, 0.125)), manifest.rates());
      assertEquals(LossAfter.SAME_MINIBATCH, manifest.lossAfter());
      assertTrue(manifest.complete());
      assertFalse(trajectory.gradients().isPresent());
      Expect.sample(trajectory, 5);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 48, 100, 144, 10_000})
  void rowsAreTheSameInAnyNumberOfMappings(int mappingBytes) {
    Sample.record(folder, 40, true);
    try (Trajectory trajectory = TrajectoryOpener.open(folder, mappingBytes)) {
      Expect.sample(trajectory, 40);
    }
  }

  @Test
  void aRowIsAReadOnlyViewOfItsOwn() {
    Sample.record(folder, STEPS, false);
    try (Trajectory trajectory = TrajectoryOpener.open(folder)) {
      FloatBuffer row = trajectory.updates().row(1);
      assertTrue(row.isReadOnly() && row.isDirect());
      assertEquals(0, row.position());
      assertEquals(Sample.PARAMETERS, row.limit());
      assertEquals(Sample.PARAMETERS, row.capacity());
      row.get();
      assertEquals(0, trajectory.updates().row(1).position());
      assertThrows(IndexOutOfBoundsException.class, () -> trajectory.updates().row(STEPS));
      assertThrows(IndexOutOfBoundsException.class, () -> trajectory.updates().row(-1));
    }
  }

  @Test
  void refusesUseAfterClose() {
    Sample.record(folder, STEPS, true);
    Trajectory trajectory = TrajectoryOpener.open(folder);
    FloatRows updates = trajectory.updates();
    FloatRows gradients = trajectory.gradients().orElseThrow();
    trajectory.close();
    trajectory.close();
    Expect.refused(IllegalStateException.class, "updates.npy is closed", () -> updates.row(0));
    Expect.refused(IllegalStateException.class, "gradients.npy is closed", gradients::rows);
    Expect.refused(IllegalStateException.class, "is closed", trajectory::weights);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"updates.npy", "gradients.npy", "losses.npy", "weights.npy", "trajectory.json"})
  void refusesACompleteTrajectoryCutAtAnyByte(String name) throws IOException {
    Sample.record(folder, STEPS, true);
    Path file = folder.resolve(name);
    byte[] whole = Files.readAllBytes(file);
    // The manifest ends with a line feed that it can do without.
    int end = name.endsWith(".json") ? whole.length - 1 : whole.length;
    for (int length = end - 1; length >= 0; length--) {
      cut(file, length);
      Expect.refused(InvalidDataException.class, name, () -> TrajectoryOpener.open(folder));
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    Expect.refused(InvalidDataException.class, name, () -> TrajectoryOpener.open(folder));
    Files.delete(file);
    if (!name.equals("gradients.npy")) {
      Expect.refused(InvalidDataException.class, name, () -> TrajectoryOpener.open(folder));
    }
  }

  private static void cut(Path file, int length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"updates.npy", "gradients.npy", "losses.npy"})
  void opensAnIncompleteTrajectoryCutAtAnyByte(String name) throws IOException {
    try (Recording recording = Sample.start(folder, true)) {
      Sample.steps(recording, STEPS, true);
    }
    Path file = folder.resolve(name);
    byte[] whole = Files.readAllBytes(file);
    int rowBytes = (whole.length - 128) / STEPS;
    for (int length = whole.length; length >= 0; length--) {
      cut(file, length);
      if (length < 128) {
        Expect.refused(InvalidDataException.class, name, () -> TrajectoryOpener.open(folder));
      } else {
        try (Trajectory trajectory = TrajectoryOpener.open(folder)) {
          Expect.sample(trajectory, (length - 128) / rowBytes);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"initial.npy", "trajectory.json"})
  void refusesAnIncompleteTrajectoryWithoutItsStart(String name) throws IOException {
    try (Recording recording = Sample.start(folder, false)) {
      Sample.steps(recording, STEPS, false);
    }
    Path file = folder.resolve(name);
    byte[] whole = Files.readAllBytes(file);
    int end = name.endsWith(".json") ? whole.length - 1 : whole.length;
    for (int length = end - 1; length >= 0; length--) {
      cut(file, length);
      Expect.refused(InvalidDataException.class, name, () -> TrajectoryOpener.open(folder));
    }
  }

  @Test
  void refusesFilesThatDoNotBelongTogether() throws IOException {
    Sample.record(folder, STEPS, true);
    refusesReplaced("updates.npy", new float[33], "has 11 columns, but the parameters in", 3, 11);
    refusesReplaced("updates.npy", new float[24], "has 2 rows, but trajectory.json has 3", 2, 12);
    refusesReplaced("gradients.npy", new float[48], "has 4 rows, but trajectory.json", 4, 12);
    refusesReplaced("updates.npy", new float[36], "has the shape [36]; it must be a matrix", 36);
    refusesReplaced("losses.npy", new float[6], "holds <f4; save it as array.astype('<f8')", 3, 2);
    refusesReplaced("weights.npy", new float[3], "has the shape [3]; it must be [12]", 3);
    float[] infinite = new float[12];
    infinite[7] = Float.POSITIVE_INFINITY;
    refusesReplaced("weights.npy", infinite, "weights.npy: Infinity at 7", 12);
    byte[] whole = Files.readAllBytes(folder.resolve("updates.npy"));
    byte[] fortran =
        new String(whole, StandardCharsets.ISO_8859_1)
            .replace("False, ", "True,  ")
            .getBytes(StandardCharsets.ISO_8859_1);
    Files.write(folder.resolve("updates.npy"), fortran);
    Expect.refused(
        InvalidDataException.class,
        "updates.npy is in Fortran order; save it as numpy.ascontiguousarray(array)",
        () -> TrajectoryOpener.open(folder));
  }

  @ParameterizedTest
  @ValueSource(strings = {"weights.npy", "initial.npy"})
  void refusesWeightsOfAnotherTypeOrNotFinite(String name) {
    Sample.record(folder, STEPS, false);
    Path file = folder.resolve(name);
    String type = name + " holds %s; save it as array.astype('<f4')";
    Npy.writeDoubles(file, new double[12]);
    Expect.refused(
        InvalidDataException.class, type.formatted("<f8"), () -> TrajectoryOpener.open(folder));
    Npy.writeInts(file, new int[12]);
    Expect.refused(
        InvalidDataException.class, type.formatted("<i4"), () -> TrajectoryOpener.open(folder));
    float[] infinite = new float[12];
    infinite[7] = Float.NaN;
    Npy.writeFloats(file, infinite);
    Expect.refused(
        InvalidDataException.class, name + ": NaN at 7", () -> TrajectoryOpener.open(folder));
  }

  @Test
  void aCompleteTrajectoryNeedsNoInitialWeights() throws IOException {
    Sample.record(folder, STEPS, false);
    Files.delete(folder.resolve("initial.npy"));
    try (Trajectory trajectory = TrajectoryOpener.open(folder)) {
      Expect.sample(trajectory, STEPS);
    }
  }

  @Test
  void phasesThatNeverBeganAreRefusedAndNotWritten() throws IOException {
    Sample.record(folder, 4, false);
    try (Trajectory trajectory = TrajectoryOpener.open(folder)) {
      assertEquals(List.of(new RatePhase(0, 0.02)), trajectory.manifest().rates());
    }
    Path file = folder.resolve("trajectory.json");
    String manifest = Files.readString(file);
    String late = "\"rate\": 0.02\n  }, {\"fromStep\": %d, \"rate\": 1}";
    String first = "\"rate\": 0.02\n  }";
    assertTrue(manifest.contains(first), manifest);
    Files.writeString(file, manifest.replace(first, late.formatted(4)));
    Expect.refused(
        InvalidDataException.class,
        "trajectory.json: learningRates has a phase from step 4, but there are 4 steps",
        () -> TrajectoryOpener.open(folder));
    Files.writeString(file, manifest.replace(first, late.formatted(3)));
    TrajectoryOpener.open(folder).close();
  }

  /** Row 2 of one step in 3 is of step 6, and a phase from step 4 holds there. */
  @Test
  void phasesCountStepsWhereStepsAreLeftOut() throws IOException {
    TrajectorySpec spec =
        new TrajectorySpec(
            folder, Sample.manifest(Sample.layout(), 3), Sample.initial(Sample.PARAMETERS), false);
    try (Recording recording = FolderRecording.start(spec, RecorderOptions.standard())) {
      Sample.steps(recording, 3, false);
      recording.finish(Sample.weights(3, Sample.PARAMETERS));
    }
    try (Trajectory trajectory = TrajectoryOpener.open(folder)) {
      TrajectoryManifest manifest = trajectory.manifest();
      assertEquals(3, manifest.stride());
      assertEquals(0.02, manifest.learningRate(1));
      assertEquals(0.002, manifest.learningRate(2));
    }
    Path file = folder.resolve("trajectory.json");
    Files.writeString(file, Files.readString(file).replace("\"fromStep\": 4", "\"fromStep\": 7"));
    Expect.refused(
        InvalidDataException.class,
        "learningRates has a phase from step 7, but the last row is of step 6",
        () -> TrajectoryOpener.open(folder));
  }

  private void refusesReplaced(String name, float[] values, String reason, int... shape)
      throws IOException {
    Path file = folder.resolve(name);
    byte[] good = Files.readAllBytes(file);
    Npy.writeFloats(file, values, shape);
    Expect.refused(InvalidDataException.class, reason, () -> TrajectoryOpener.open(folder));
    Expect.refused(InvalidDataException.class, name, () -> TrajectoryOpener.open(folder));
    Files.write(file, good);
  }

  @Test
  void refusesLossesThatAreNotFinite() {
    Sample.record(folder, STEPS, false);
    double[] losses = {1, 2, 3, Double.NaN, 5, 6};
    Npy.writeDoubles(folder.resolve("losses.npy"), losses, 3, 2);
    Expect.refused(
        InvalidDataException.class,
        "losses.npy: NaN in row 1, column 1",
        () -> TrajectoryOpener.open(folder));
  }

  @Test
  void perturbationsLeadNowhereWhetherCompleteOrNot() {
    float[] weights = Sample.initial(Sample.PARAMETERS);
    for (boolean finished : new boolean[] {false, true}) {
      Path out = folder.resolve("finished-" + finished);
      TrajectorySpec spec = new TrajectorySpec(out, Sample.interventional(), weights, false);
      try (Recording recording = FolderRecording.start(spec, RecorderOptions.standard())) {
        Sample.steps(recording, STEPS, false);
        if (finished) {
          recording.finish(weights);
        }
      }
      try (Trajectory trajectory = TrajectoryOpener.open(out)) {
        assertEquals(TrajectoryKind.INTERVENTIONAL, trajectory.manifest().kind());
        assertEquals(finished, trajectory.manifest().complete());
        assertEquals(STEPS, trajectory.steps());
        assertArrayEquals(weights, trajectory.weights());
      }
    }
  }

  @Test
  void weightsOfAnIncompleteFolderFromElsewhereAreTaken() throws IOException {
    try (Recording recording = Sample.start(folder, false)) {
      Sample.steps(recording, STEPS, false);
    }
    Files.delete(folder.resolve("initial.npy"));
    Expect.refused(
        InvalidDataException.class, "weights.npy: no such", () -> TrajectoryOpener.open(folder));
    float[] weights = Sample.weights(7, Sample.PARAMETERS);
    Npy.writeFloats(folder.resolve("weights.npy"), weights);
    try (Trajectory trajectory = TrajectoryOpener.open(folder)) {
      assertArrayEquals(weights, trajectory.weights());
    }
  }

  @Test
  void refusesWhatIsNoFolder() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Expect.refused(
        InvalidDataException.class, "it is not a folder", () -> TrajectoryOpener.open(file));
    Expect.refused(
        InvalidDataException.class,
        "no such file or folder",
        () -> TrajectoryOpener.open(folder.resolve("none")));
    Expect.refused(
        InvalidDataException.class,
        "trajectory.json: no such",
        () -> TrajectoryOpener.open(folder));
  }
}
