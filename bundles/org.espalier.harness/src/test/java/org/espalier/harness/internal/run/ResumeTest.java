package org.espalier.harness.internal.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.espalier.core.EspalierException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Need;
import org.espalier.core.Progress;
import org.espalier.core.SafeFile;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.Saliency;
import org.espalier.core.pruning.Scope;
import org.espalier.core.trajectory.TrajectoryReader;
import org.espalier.core.trajectory.TrajectoryRecorder;
import org.espalier.harness.Comparison;
import org.espalier.harness.EarlierComparison;
import org.espalier.harness.Shard;
import org.espalier.harness.experiment.Experiment;
import org.espalier.harness.experiment.ExperimentReader;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.internal.plugin.Registry;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Estimate;
import org.espalier.harness.result.MaskFiles;
import org.espalier.harness.result.Provenance;
import org.espalier.harness.result.ResultReader;
import org.espalier.harness.result.ResultWriter;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Stage;
import org.espalier.harness.result.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two seeds; a policy that asks for evidence and one that doesn't, at two sparsities. */
@Timeout(60)
class ResumeTest {
  private static final int CELLS = 2 * (1 + 2 * 2 * 2);

  @TempDir private Path folder = Path.of("");
  private Experiment experiment = experiment("");
  private final SoftmaxModel.Adapter adapter = new SoftmaxModel.Adapter();
  private final AtomicInteger decisions = new AtomicInteger();
  private final AtomicInteger estimates = new AtomicInteger();
  private boolean broken;

  /** Of the last file. */
  private @Nullable Results stored;

  private static Experiment experiment(String more) {
    return ExperimentReader.parse(
        "try.json",
        """
        {"dataset": "breast-cancer", "seeds": 2, "sparsities": [0.5, 0.9],
         "policies": ["plain", "by-evidence"], "estimators": ["counting"],
         "training": {"epochs": 2}, "fineTuning": {"epochs": 1}%s}
        """
            .formatted(more));
  }

  @Test
  void keepsEveryCellThatWasMeasuredAndRunsTheOthers() {
    Results whole = compare().results();
    assertEquals(CELLS, whole.cells().size());
    Cell lost = whole.cells().get(4); // of seed 0, plain at 0.9, fine-tuned
    assertEquals(Stage.FINE_TUNED, lost.stage());
    stored = changed(whole, cells -> cells.stream().filter(c -> !c.equals(lost)).toList());
    forget();

    Comparison resumed = resume();

    assertEquals(CELLS - 1, resumed.kept());
    assertSame(whole, resumed.results());
    assertEquals(1, decisions.get());
    assertEquals(0, estimates.get());
    assertEquals(2, adapter.trainings.size(), "the dense network of seed 0, and its fine-tuning");
    for (int i = 0; i < CELLS; i++) {
      if (i != 4) {
        assertEquals(whole.cells().get(i), resumed.results().cells().get(i), "with its seconds");
      }
    }
    assertEquals(whole.estimates(), resumed.results().estimates());
    assertEquals(whole.trainings(), resumed.results().trainings());
    assertTrue(resumed.results().complete());
  }

  @Test
  void keepsTheMaskOfEachCell() throws IOException {
    compare();
    List<String> names =
        List.of(
            "by-evidence+%28counting%29@0.5.npz",
            "by-evidence+%28counting%29@0.9.npz", "plain@0.5.npz", "plain@0.9.npz");
    for (String seed : List.of("seed-0", "seed-1")) {
      assertEquals(names, names(folder.resolve("masks").resolve(seed)));
    }
    Cell cell = Objects.requireNonNull(stored).cells().get(1);
    var mask = MaskFiles.read(folder, cell).orElseThrow();
    assertEquals(cell.layerSparsities().keySet(), mask.keySet());
    mask.forEach(
        (layer, kept) ->
            assertEquals(
                cell.layerSparsities().getOrDefault(layer, Double.NaN),
                1 - kept.values().cardinality() / (double) kept.size(),
                1e-12));
  }

  @Test
  void runsWhatFailedWithTheEvidenceThatItNeeds() {
    Results whole = compare().results();
    broken = true;
    Results failed = compare().results();
    assertEquals(
        8, failed.cells().stream().filter(c -> c.status() == Status.FAILED).count(), "by-evidence");
    broken = false;
    forget();

    Comparison resumed = resume();

    assertEquals(CELLS - 8, resumed.kept());
    assertSame(whole, resumed.results());
    assertEquals(4, decisions.get());
    assertEquals(2, estimates.get());
  }

  @Test
  void runsWholeSeedsThatAreMissing() {
    Results whole = compare().results();
    stored = changed(whole, cells -> cells.stream().filter(c -> c.seed() == 1).toList());
    forget();
    Comparison resumed = resume();
    assertEquals(CELLS / 2, resumed.kept());
    assertSame(whole, resumed.results());

    stored = changed(whole, cells -> List.of());
    assertSame(whole, resume().results());
  }

  @Test
  void writesOnlyWhatIsMissingWhereAllIsDone() throws IOException {
    compare();
    Results whole = stored;
    Path file = folder.resolve("results.txt");
    Files.writeString(file, "as it was");
    forget();

    Comparison resumed = resume();
    assertEquals(CELLS, resumed.kept());
    assertEquals(List.of(), resumed.files());
    assertEquals("as it was", Files.readString(file));

    Files.delete(file);
    assertEquals(List.of(file), resume().files());
    assertEquals(whole, stored);
    assertEquals(0, adapter.trainings.size());
  }

  /** Killed between the last cell and the last file. */
  @Test
  void completesResultsThatLackNothingButTheirEnd() {
    Results whole = compare().results();
    stored =
        new Results(
            whole.experiment(),
            whole.dataset(),
            whole.model(),
            whole.schedule(),
            whole.recipe(),
            false,
            whole.provenance(),
            whole.trainings(),
            whole.estimates(),
            whole.cells());
    forget();
    Comparison resumed = resume();
    assertEquals(CELLS, resumed.kept());
    assertTrue(resumed.results().complete());
    assertEquals(0, adapter.trainings.size());
  }

  @Test
  void refusesAnotherExperiment() {
    compare();
    experiment = experiment.withSeeds(3);
    assertRefused("seeds is 3 here, but 2 in " + folder + "; finish that experiment as it is, or");
    experiment = experiment("").withSparsities(List.of(0.5, 0.8));
    assertRefused("sparsities[1] is 0.8 here, but 0.9 in ");
    experiment = experiment(", \"name\": \"other\"");
    assertRefused("name is other here, but breast-cancer in ");
  }

  private void assertRefused(String start) {
    String line =
        String.valueOf(assertThrows(IllegalArgumentException.class, this::resume).getMessage());
    assertTrue(line.startsWith(start), line);
  }

  @Test
  void refusesOtherDataAndCellsOfNobody() {
    Results whole = compare().results();
    Provenance now = whole.provenance();
    stored =
        with(
            whole,
            new Provenance(
                now.started(),
                now.seconds(),
                "sha256:0",
                now.dataSummary(),
                now.experiment(),
                now.versions(),
                now.machine()));
    assertEquals(
        "the data set breast-cancer is not as it was when the results in "
            + folder
            + " were measured; name another --out",
        assertThrows(InvalidDataException.class, this::resume).getMessage());

    Cell stranger = whole.cells().get(1).withLossChange(1, 1);
    stored = changed(whole, cells -> List.of(rename(stranger)));
    String line =
        String.valueOf(assertThrows(InvalidDataException.class, this::resume).getMessage());
    assertTrue(
        line.endsWith("a cell of other at 0.5, seed 0, one-shot, that their experiment has not"),
        line);
  }

  private static Cell rename(Cell c) {
    return new Cell(
        "other",
        c.estimator(),
        c.targetSparsity(),
        c.achievedSparsity(),
        c.seed(),
        c.stage(),
        c.status(),
        c.reason(),
        c.accuracy(),
        c.loss(),
        c.nonzero(),
        c.total(),
        c.flops(),
        c.seconds(),
        c.layerSparsities(),
        c.notes(),
        c.services());
  }

  /** As on another machine, or after the model's file has changed. */
  @Test
  void mixesNoCellsOfTwoNetworks() {
    Results whole = compare().results();
    Cell dense = whole.cells().get(0);
    Cell other =
        new Cell(
            "none",
            "",
            0,
            0,
            0,
            Stage.DENSE,
            Status.OK,
            "",
            0.5,
            0.7,
            dense.nonzero(),
            dense.total(),
            dense.flops(),
            1,
            Map.of(),
            List.of(),
            Map.of());
    stored = changed(whole, cells -> List.of(other, cells.get(1)));

    List<Cell> cells = resume().results().cells();
    assertEquals(other, cells.get(0));
    assertEquals(whole.cells().get(1), cells.get(1));
    assertEquals(Status.FAILED, cells.get(2).status());
    assertTrue(
        cells.get(2).reason().contains("the network is not the one that was measured before"),
        cells.get(2).reason());
    assertEquals(Status.OK, cells.get(CELLS - 1).status(), "of the other seed");
  }

  @Test
  void tellsWhatThereIsAndWhatHasChanged() {
    assertEquals(Optional.empty(), earlier());
    assertEquals(
        "nothing to resume: there are no results in " + folder + "; leave --resume out to begin",
        assertThrows(EspalierException.class, this::resume).getMessage());

    Results whole = compare().results();
    EarlierComparison earlier = earlier().orElseThrow();
    assertEquals(List.of(), earlier.changes());
    Provenance now = whole.provenance();
    stored =
        with(
            whole,
            new Provenance(
                now.started(),
                100,
                now.dataFingerprint(),
                now.dataSummary(),
                now.experiment(),
                Map.of("", "0.9", "gone", "1"),
                Map.of("java", "1.1", "processors", "99")));
    earlier = earlier().orElseThrow();
    assertEquals(2, earlier.changes().size(), earlier.changes().toString());
    assertEquals(" was 0.9 and is ", earlier.changes().get(0));
    assertTrue(earlier.changes().get(1).startsWith("java was 1.1 and is "));

    stored = changed(with(whole, stored.provenance()), cells -> cells.subList(0, 5));
    Provenance after = resume().results().provenance();
    assertEquals("0.9, then ", after.versions().get(""));
    assertEquals("1", after.versions().get("gone"));
    assertTrue(after.seconds() > 100);
    assertEquals(now.started(), after.started());
  }

  @Test
  void removesWhatAKilledRunHasLeft() throws IOException {
    Files.createDirectories(folder.resolve(".trajectories-1/seed-0"));
    Files.createDirectory(folder.resolve(".results-2"));
    Files.writeString(folder.resolve(".results.csv.12.3ab"), "half");
    Files.writeString(folder.resolve(".mine"), "");
    Path masks = Files.createDirectories(folder.resolve("masks/seed-0"));
    Files.writeString(masks.resolve(".magnitude@0.5.npz.12.3ab"), "half");
    compare();
    assertEquals(List.of(".lock", ".mine", "masks", "results.txt"), names(folder));
    assertFalse(names(masks).contains(".magnitude@0.5.npz.12.3ab"));
  }

  @Test
  void onlyOneRunsInAFolderAtATime() {
    try (FolderLock lock = FolderLock.take(folder)) {
      assertFalse(lock.hasMadeFolder());
      String line =
          String.valueOf(assertThrows(EspalierException.class, this::compare).getMessage());
      assertEquals(
          "another comparison is writing into "
              + folder
              + "; wait for its end, or name another --out",
          line);
      assertEquals(0, adapter.trainings.size());
    }
    assertEquals(CELLS, compare().results().cells().size());
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  private void forget() {
    adapter.trainings.clear();
    decisions.set(0);
    estimates.set(0);
  }

  /** Times apart. */
  private static void assertSame(Results expected, Results actual) {
    assertEquals(timeless(expected.cells()), timeless(actual.cells()));
    assertEquals(
        expected.estimates().stream().map(Estimate::details).toList(),
        actual.estimates().stream().map(Estimate::details).toList());
    assertEquals(expected.trainings().size(), actual.trainings().size());
    assertEquals(expected.complete(), actual.complete());
  }

  private static List<String> timeless(List<Cell> cells) {
    return cells.stream().map(c -> c.toString().replaceAll("seconds=[^,]*", "")).toList();
  }

  private static Results with(Results r, Provenance provenance) {
    return new Results(
        r.experiment(),
        r.dataset(),
        r.model(),
        r.schedule(),
        r.recipe(),
        r.complete(),
        provenance,
        r.trainings(),
        r.estimates(),
        r.cells());
  }

  private static Results changed(Results r, UnaryOperator<List<Cell>> cells) {
    return new Results(
        r.experiment(),
        r.dataset(),
        r.model(),
        r.schedule(),
        r.recipe(),
        false,
        r.provenance(),
        r.trainings(),
        r.estimates(),
        new ArrayList<>(cells.apply(r.cells())));
  }

  private Comparison compare() {
    try (Plugins plugins = plugins()) {
      return new ComparisonRun(experiment, Shard.ALL, plugins, folder, Progress.NONE).run();
    }
  }

  private Comparison resume() {
    try (Plugins plugins = plugins()) {
      return new ComparisonRun(experiment, Shard.ALL, plugins, folder, Progress.NONE).resume();
    }
  }

  private Optional<EarlierComparison> earlier() {
    try (Plugins plugins = plugins()) {
      return Earlier.comparison(plugins, folder);
    }
  }

  private Plugins plugins() {
    PruningPolicy plain =
        request -> {
          decisions.incrementAndGet();
          return Saliency.prune(new double[request.layout().size()], request, Scope.GLOBAL);
        };
    PruningPolicy byEvidence =
        request -> {
          if (broken) {
            throw new EspalierException("it broke");
          }
          return plain.prune(request);
        };
    CausalityEstimator counting =
        request -> {
          estimates.incrementAndGet();
          double[] gamma = new double[request.trajectory().updates().columns()];
          gamma[0] = request.trajectory().steps();
          return new CausalEvidence(
              gamma, GrangerForm.INSTANTANEOUS, true, 0, Map.of("steps", gamma[0]));
        };
    MemoryRecorder recorder = new MemoryRecorder();
    ResultWriter writer =
        (results, out) -> {
          stored = results;
          Path file = out.resolve("results.txt");
          SafeFile.writeText(file, results.toString());
          return file;
        };
    ResultReader reader = out -> Optional.ofNullable(stored);
    return new Registry()
        .with(ModelAdapter.class, "softmax", adapter)
        .with(TrajectoryRecorder.class, "memory", recorder)
        .with(TrajectoryReader.class, "memory", recorder)
        .with(PruningPolicy.class, "plain", plain)
        .with(PruningPolicy.class, "by-evidence", byEvidence, Need.EVIDENCE)
        .with(CausalityEstimator.class, "counting", counting)
        .with(ResultWriter.class, "text", writer)
        .with(ResultReader.class, "text", reader)
        .plugins();
  }
}
