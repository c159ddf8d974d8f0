package org.espalier.harness.internal.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.core.Progress;
import org.espalier.core.SafeFile;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.Saliency;
import org.espalier.core.pruning.Scope;
import org.espalier.core.trajectory.TrajectoryReader;
import org.espalier.core.trajectory.TrajectoryRecorder;
import org.espalier.harness.Comparison;
import org.espalier.harness.Shard;
import org.espalier.harness.experiment.Experiment;
import org.espalier.harness.experiment.ExperimentReader;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.internal.plugin.Registry;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.ResultReader;
import org.espalier.harness.result.ResultWriter;
import org.espalier.harness.result.Results;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three seeds in two parts, in folders of their own, that are put together. */
@Timeout(60)
class ShardTest {
  private static final int CELLS_A_SEED = 1 + 2 * 2;

  @TempDir private Path folder = Path.of("");
  private final Map<Path, Results> stored = new HashMap<>();
  private double offset;

  private static Experiment experiment(int seeds) {
    return ExperimentReader.parse(
        "try.json",
        """
        {"dataset": "breast-cancer", "seeds": %d, "sparsities": [0.5, 0.9],
         "policies": ["plain"], "estimators": [],
         "training": {"epochs": 1}, "fineTuning": {"epochs": 1}}
        """
            .formatted(seeds));
  }

  @Test
  void partsPutTogetherAreTheWhole() {
    Comparison whole = run(experiment(3), Shard.ALL, "whole");
    Comparison first = run(experiment(3), new Shard(1, 2), "first");
    Comparison second = run(experiment(3), new Shard(2, 2), "second");

    assertEquals(List.of(0L, 2L), seeds(first.results()));
    assertEquals(List.of(1L), seeds(second.results()));
    assertFalse(first.stopped() || second.stopped());
    assertFalse(first.results().complete() || second.results().complete());

    Comparison merged = merge(List.of("second", "first"), "merged");
    assertEquals(timeless(whole.results()), timeless(merged.results()));
    assertTrue(merged.results().complete());
    assertEquals(3, merged.results().trainings().size());
    assertEquals(merged.results(), stored.get(folder.resolve("merged")));
    assertEquals(
        first.results().provenance().seconds() + second.results().provenance().seconds(),
        merged.results().provenance().seconds(),
        1e-9);
  }

  @Test
  void whatIsMissingIsRunByResuming() {
    run(experiment(3), new Shard(2, 3), "part");
    Comparison merged = merge(List.of("part"), "whole");
    assertEquals(CELLS_A_SEED, merged.results().cells().size());
    assertFalse(merged.results().complete());

    Comparison more = resume(new Shard(1, 3), "whole");
    assertEquals(List.of(0L, 1L), seeds(more.results()));
    assertEquals(CELLS_A_SEED, more.kept());
    Comparison all = resume(Shard.ALL, "whole");
    assertEquals(
        timeless(run(experiment(3), Shard.ALL, "anew").results()), timeless(all.results()));
    assertTrue(all.results().complete());
  }

  @Test
  void partsOfOtherExperimentsAreRefused() {
    run(experiment(3), new Shard(1, 2), "first");
    run(experiment(4), new Shard(2, 2), "second");
    assertRefused(List.of("first", "second"), "merged", "no parts of one experiment: seeds is 3");
    assertFalse(Files.exists(folder.resolve("merged")), "nothing is left behind");
    assertRefused(List.of("first", "nowhere"), "merged", "there are no results in");
    assertRefused(List.of("first"), "second", "there are results in");
  }

  @Test
  void partsThatDifferInACellAreRefused() {
    run(experiment(1), Shard.ALL, "first");
    offset = 1;
    run(experiment(1), Shard.ALL, "second");
    assertRefused(List.of("first", "second"), "merged", "the parts differ in plain at 0.5, seed 0");
  }

  @Test
  void aShardWithoutSeedsIsRefused() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> run(experiment(2), new Shard(3, 4), "none"));
    assertEquals("shard 3/4 has none of the 2 seeds", refused.getMessage());
  }

  private void assertRefused(List<String> parts, String out, String reason) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> merge(parts, out));
    assertTrue(String.valueOf(refused.getMessage()).contains(reason), refused.getMessage());
  }

  private static List<Long> seeds(Results results) {
    return results.cells().stream().map(Cell::seed).distinct().toList();
  }

  private static List<String> timeless(Results results) {
    return results.cells().stream().map(c -> c.toString().replaceAll("seconds=[^,]*", "")).toList();
  }

  private Comparison run(Experiment experiment, Shard shard, String out) {
    try (Plugins plugins = plugins()) {
      return new ComparisonRun(experiment, shard, plugins, folder.resolve(out), Progress.NONE)
          .run();
    }
  }

  private Comparison resume(Shard shard, String out) {
    try (Plugins plugins = plugins()) {
      return new ComparisonRun(experiment(3), shard, plugins, folder.resolve(out), Progress.NONE)
          .resume();
    }
  }

  private Comparison merge(List<String> parts, String out) {
    try (Plugins plugins = plugins()) {
      return Merge.run(plugins, parts.stream().map(folder::resolve).toList(), folder.resolve(out));
    }
  }

  private Plugins plugins() {
    PruningPolicy plain =
        request -> {
          double[] saliency = new double[request.layout().size()];
          saliency[(int) (offset * (saliency.length - 3))] = 1;
          return Saliency.prune(saliency, request, Scope.GLOBAL);
        };
    MemoryRecorder recorder = new MemoryRecorder();
    ResultWriter writer =
        (results, out) -> {
          stored.put(out, results);
          Path file = out.resolve("results.txt");
          SafeFile.writeText(file, results.toString());
          return file;
        };
    ResultReader reader = out -> Optional.ofNullable(stored.get(out));
    return new Registry()
        .with(ModelAdapter.class, "softmax", new SoftmaxModel.Adapter())
        .with(TrajectoryRecorder.class, "memory", recorder)
        .with(TrajectoryReader.class, "memory", recorder)
        .with(PruningPolicy.class, "plain", plain)
        .with(ResultWriter.class, "text", writer)
        .with(ResultReader.class, "text", reader)
        .plugins();
  }
}
