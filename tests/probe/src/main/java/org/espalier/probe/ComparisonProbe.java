package org.espalier.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.espalier.core.Progress;
import org.espalier.harness.Comparisons;
import org.espalier.harness.Shard;
import org.espalier.harness.experiment.ExperimentReader;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Results;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Runs the comparison of an experiment's JSON and gives its cells, a map each; the consumer is told
 * how many units are done.
 */
@Component(property = "espalier.probe=comparison")
public final class ComparisonProbe
    implements BiFunction<String, LongConsumer, List<Map<String, Object>>> {
  private final Comparisons comparisons;
  private final BundleContext context;
  private final AtomicInteger runs = new AtomicInteger();

  @Activate
  public ComparisonProbe(@Reference Comparisons comparisons, BundleContext context) {
    this.comparisons = comparisons;
    this.context = context;
  }

  @Override
  public List<Map<String, Object>> apply(String experiment, LongConsumer done) {
    Path out = context.getDataFile("run-" + runs.incrementAndGet()).toPath();
    Progress progress =
        new Progress() {
          @Override
          public void at(long units, long total, String what) {
            done.accept(units);
          }

          @Override
          public boolean isCancelled() {
            return false;
          }
        };
    Results results;
    try {
      results =
          comparisons
              .run(ExperimentReader.parse("probe", experiment), Shard.ALL, out, progress)
              .results();
    } finally {
      delete(out);
    }
    if (!results.complete()) {
      throw new IllegalStateException("the comparison is not complete");
    }
    return results.cells().stream().map(ComparisonProbe::toMap).toList();
  }

  /** Thousands of runs may follow one another in one framework. */
  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a cell measured; its times differ from run to run and are left out. */
  private static Map<String, Object> toMap(Cell cell) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("policy", cell.policy());
    map.put("estimator", cell.estimator());
    map.put("seed", cell.seed());
    map.put("stage", cell.stage().id());
    map.put("targetSparsity", cell.targetSparsity());
    map.put("achievedSparsity", cell.achievedSparsity());
    map.put("layerSparsities", cell.layerSparsities());
    map.put("nonzero", cell.nonzero());
    map.put("accuracy", cell.accuracy());
    map.put("loss", cell.loss());
    map.put("status", cell.status().name());
    map.put("reason", cell.reason());
    map.put("notes", cell.notes());
    map.put("services", cell.services());
    return map;
  }
}
