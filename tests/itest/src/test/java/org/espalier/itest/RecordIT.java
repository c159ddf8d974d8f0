package org.espalier.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;

/** Recordings that don't come to their end. */
class RecordIT {
  private static final int PARAMETERS = 64 * 16 + 16 + 16 * 10 + 10;
  private static final int NPY_HEADER = 128;
  private static final int PATIENT = Integer.MAX_VALUE;

  private static TestContainer container;
  private static BiFunction<Path, Double, Function<Integer, Integer>> recording;

  private final Path folder;

  RecordIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  @SuppressWarnings("unchecked")
  static void startFelix() throws BundleException, InterruptedException {
    container = TestContainer.start();
    recording = container.probe(BiFunction.class, "recording");
  }

  @AfterAll
  static void stopFelix() {
    container.close();
  }

  @Test
  void aTrainingThatDivergesLeavesNothingAndCanBeTriedAgain() throws IOException {
    Path out = folder.resolve("new/run");
    fails("the loss is ", out, 1e6, PATIENT);
    assertEquals(List.of(), content(folder), "the folders that were made");

    assertEquals(50, recording.apply(out, 0.0).apply(PATIENT));
    assertTrue(Files.exists(out.resolve("model.zip")));
    assertTrue(manifest(out).contains("\"complete\": true"), manifest(out));
  }

  @Test
  void aFolderThatWasThereStays() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), empty);
    fails("the loss is ", link, 1e6, PATIENT);
    assertEquals(List.of(empty, link), content(folder));
    assertEquals(List.of(), content(empty));

    Path mine = Files.writeString(empty.resolve("mine"), "a note");
    fails("the folder is not empty", empty, 0.0, PATIENT);
    assertEquals(List.of(mine), content(empty));
  }

  @Test
  void ofAStoppedRecordingTheStepsStay() throws IOException {
    Path out = folder.resolve("run");
    String line = fails("stopped before the end; " + out + " holds ", out, 0.0, 20);
    Matcher told = Pattern.compile("holds (\\d+) steps, incomplete$").matcher(line);
    assertTrue(told.find(), line);
    int steps = Integer.parseInt(told.group(1));
    assertTrue(steps > 0 && steps < 50, line);
    long row = 4L * PARAMETERS;
    assertEquals(NPY_HEADER + steps * row, Files.size(out.resolve("updates.npy")));
    assertTrue(manifest(out).contains("\"complete\": false"), manifest(out));
    assertFalse(Files.exists(out.resolve("model.zip")));
  }

  @Test
  void ofOneThatIsStoppedBeforeTheFirstStepNothingStays() throws IOException {
    for (int patience = 0; patience < 20; patience++) {
      Path out = folder.resolve("run-" + patience);
      String line = fails("", out, 0.0, patience);
      if (line.contains("holds 1 step,")) {
        assertTrue(patience > 1, "training was never reached");
        return;
      }
      assertEquals(List.of(), content(folder), "after " + patience);
    }
    throw new AssertionError("no recording of one step");
  }

  private static String fails(String why, Path out, double weightDecay, int patience) {
    RuntimeException failure =
        assertThrows(
            RuntimeException.class, () -> recording.apply(out, weightDecay).apply(patience));
    String line = String.valueOf(failure.getMessage());
    assertTrue(line.contains(why), line);
    return line;
  }

  private static String manifest(Path out) throws IOException {
    return Files.readString(out.resolve("trajectory.json"));
  }

  private static List<Path> content(Path folder) throws IOException {
    try (Stream<Path> content = Files.list(folder)) {
      return content.sorted().toList();
    }
  }
}
