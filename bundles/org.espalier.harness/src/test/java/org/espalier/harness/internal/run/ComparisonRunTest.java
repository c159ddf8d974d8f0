package org.espalier.harness.internal.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.espalier.core.EspalierException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.espalier.core.SafeFile;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.ModelSource;
import org.espalier.core.model.PrunableModel;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.trajectory.TrajectoryRecorder;
import org.espalier.harness.Comparison;
import org.espalier.harness.Shard;
import org.espalier.harness.experiment.Experiment;
import org.espalier.harness.experiment.ExperimentReader;
import org.espalier.harness.internal.plugin.Registry;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.ResultWriter;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Status;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class ComparisonRunTest {
  @TempDir private Path folder = Path.of("");
  private Path out = Path.of("");
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger written = new AtomicInteger();
  private int failingWrite = Integer.MAX_VALUE;

  @BeforeEach
  void nameAFolder() {
    out = folder.resolve("new").resolve("out");
  }

  @Test
  void tellsOfMemoryThatRanOutInEveryCell() {
    List<Cell> cells = run(experiment("")).results().cells();
    assertEquals(6, cells.size());
    for (Cell cell : cells) {
      assertEquals(Status.FAILED, cell.status());
      assertTrue(cell.reason().contains("not enough memory (Java heap space)"), cell.reason());
    }
    assertTrue(Files.exists(out.resolve("some.txt")));
    assertEquals(List.of("some.txt"), names(out));
  }

  @Test
  void endsWhenResultsCanNotBeWrittenAnyMore() {
    failingWrite = 2;
    Experiment ofTenThousandSeeds = experiment("\"seeds\": 10000");
    assertEquals("the disk is full", failure(ofTenThousandSeeds));
    assertTrue(opened.get() < 5000, opened + " networks were trained");
  }

  @Test
  void failsBeforeTrainingWhereAFolderStandsInTheWay() throws IOException {
    Files.createDirectories(out.resolve("some.txt"));
    assertEquals(
        "cannot write "
            + out.resolve("some.txt")
            + ": it is a folder; move it away, or name another --out",
        failure(experiment("")));
    assertEquals(0, opened.get());
    assertEquals(List.of("some.txt"), names(out));
  }

  @Test
  void leavesNoFolderThatItCouldNotWrite() {
    failingWrite = 1;
    assertEquals("the disk is full", failure(experiment("")));
    assertEquals(0, opened.get());
    assertFalse(Files.exists(out));
  }

  @Test
  void refusesDataOfOneClass() throws IOException {
    Path file = Files.writeString(folder.resolve("one.csv"), "1,2,0\n3,4,0\n5,6,0\n7,8,0\n");
    String json = "{\"dataset\": \"csv:" + file + "\", \"estimators\": []}";
    Experiment one = ExperimentReader.parse("try.json", json);
    Experiment magnitude = one.withPolicies(experiment("").policies());
    assertEquals(
        "data set one.csv has one class; telling classes apart needs two or more",
        assertThrows(InvalidDataException.class, () -> run(magnitude)).getMessage());
    assertFalse(Files.exists(out));
  }

  @Test
  void refusesOptionsThatNobodyReads() {
    assertRefused(
        "\"options\": {\"magnitud\": {}}", "options: unknown plugin 'magnitud'; did you mean");
    assertRefused(
        "\"options\": {\"random\": {}}",
        "options: random is not among the policies and estimators of this run: magnitude");
    assertRefused(
        "\"policies\": [\"magnitud\"]", "unknown policy 'magnitud'; did you mean magnitude?");
  }

  private void assertRefused(String entry, String start) {
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> run(experiment(entry)))
                .getMessage());
    assertTrue(message.startsWith(start), message);
  }

  private String failure(Experiment experiment) {
    return String.valueOf(
        assertThrows(EspalierException.class, () -> run(experiment)).getMessage());
  }

  private static Experiment experiment(String entry) {
    Experiment experiment =
        ExperimentReader.parse(
            "try.json",
            "{\"dataset\": \"digits\", \"estimators\": []"
                + (entry.isEmpty() ? "" : ", ")
                + entry
                + (entry.contains("policies") ? "" : ", \"policies\": [\"magnitude\"]")
                + "}");
    Experiment small = experiment.withSparsities(List.of(0.5));
    return entry.contains("seeds") ? small : small.withSeeds(2);
  }

  private Comparison run(Experiment experiment) {
    TrajectoryRecorder recorder =
        spec -> {
          throw new IllegalStateException("nothing is trained");
        };
    PruningPolicy policy =
        request -> {
          throw new IllegalStateException("nothing is pruned");
        };
    try (var plugins =
        new Registry()
            .with(ModelAdapter.class, "greedy", new Greedy())
            .with(TrajectoryRecorder.class, "recorder", recorder)
            .with(PruningPolicy.class, "magnitude", policy)
            .with(PruningPolicy.class, "random", policy)
            .with(ResultWriter.class, "text", this::write)
            .plugins()) {
      return new ComparisonRun(experiment, Shard.ALL, plugins, out, Progress.NONE).run();
    }
  }

  private Path write(Results results, Path target) {
    if (written.incrementAndGet() >= failingWrite) {
      throw new EspalierException("the disk is full");
    }
    Path file = target.resolve("some.txt");
    SafeFile.writeText(file, Map.of("cells", results.cells().size()).toString());
    return file;
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).filter(f -> !f.equals(".lock")).toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Every network is too large for it. */
  private final class Greedy implements ModelAdapter {
    @Override
    public boolean supports(ModelSource source) {
      return true;
    }

    @Override
    public PrunableModel open(ModelSource source) {
      opened.incrementAndGet();
      throw new OutOfMemoryError("Java heap space");
    }
  }
}
