package org.espalier.harness.internal.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.espalier.core.EspalierException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.espalier.harness.EarlierComparison;
import org.espalier.harness.experiment.Experiment;
import org.espalier.harness.experiment.ExperimentReader;
import org.espalier.harness.internal.plugin.Lease;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.ResultReader;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Stage;

/** Results of an earlier run of the same experiment, to be finished. */
public final class Earlier {
  private final Path folder;
  private final Results results;

  private Earlier(Path folder, Results results) {
    this.folder = folder;
    this.results = results;
  }

  /** What is in a folder, and how what is installed differs from what made it. */
  public static Optional<EarlierComparison> comparison(Plugins plugins, Path folder) {
    return read(plugins, folder)
        .map(
            results ->
                new EarlierComparison(
                    experiment(folder, results),
                    results,
                    Versions.changes(results.provenance(), plugins)));
  }

  private static Optional<Results> read(Plugins plugins, Path folder) {
    if (plugins.resultReaders().list().isEmpty()) {
      return Optional.empty();
    }
    try (Lease<ResultReader> reader = plugins.resultReaders().leaseAny(Progress.NONE)) {
      return reader.service().read(folder);
    }
  }

  private static Experiment experiment(Path folder, Results results) {
    return ExperimentReader.of(
        "the experiment of the results in " + folder, results.provenance().experiment());
  }

  /**
   * The results in a folder.
   *
   * @throws IllegalArgumentException if they are of another experiment
   * @throws EspalierException if there are none, or they can't be read
   */
  static Earlier open(Plugins plugins, Path folder, Experiment experiment) {
    Earlier earlier =
        find(plugins, folder)
            .orElseThrow(
                () ->
                    new EspalierException(
                        "nothing to resume: there are no results in "
                            + folder
                            + "; leave --resume out to begin"));
    earlier
        .difference(experiment)
        .ifPresent(
            difference -> {
              throw new IllegalArgumentException(
                  "%s in %s; finish that experiment as it is, or name another --out"
                      .formatted(difference, folder));
            });
    return earlier;
  }

  /** The results in a folder, or empty if there are none. */
  static Optional<Earlier> find(Plugins plugins, Path folder) {
    return read(plugins, folder).map(results -> new Earlier(folder, results));
  }

  /** Whether a folder holds results of an experiment. */
  public static boolean isOf(Plugins plugins, Path folder, Experiment experiment) {
    return find(plugins, folder).filter(e -> e.difference(experiment).isEmpty()).isPresent();
  }

  /** What was compared. */
  Experiment experiment() {
    return experiment(folder, results);
  }

  /** Where an experiment is not the one of these results, if it is not. */
  Optional<String> difference(Experiment experiment) {
    return ExperimentDifference.first(experiment, experiment());
  }

  Results results() {
    return results;
  }

  /**
   * @param fingerprint of the data now
   * @throws InvalidDataException if they were others
   */
  void requireData(String fingerprint) {
    if (!results.provenance().dataFingerprint().equals(fingerprint)) {
      throw new InvalidDataException(
          "the data set %s is not as it was when the results in %s were measured; name another --out"
              .formatted(results.dataset(), folder));
    }
  }

  /**
   * What was kept, a seed each.
   *
   * @throws InvalidDataException if there is a cell that the experiment doesn't have
   */
  List<Kept> seeds(Plan plan, List<Stage> stages, int seeds) {
    List<Kept> kept = LongStream.range(0, seeds).mapToObj(seed -> Kept.of(results, seed)).toList();
    for (Cell cell : results.cells()) {
      boolean known =
          cell.seed() >= 0
              && cell.seed() < seeds
              && (cell.stage() == Stage.DENSE
                  || plan.cells().stream().anyMatch(p -> isOf(cell, p, stages)));
      if (!known) {
        throw new InvalidDataException(
            "the results in %s have a cell of %s at %s, seed %d, %s, that their experiment has not"
                .formatted(
                    folder, cell.method(), cell.targetSparsity(), cell.seed(), cell.stage().id()));
      }
    }
    return kept;
  }

  private static boolean isOf(Cell cell, Planned planned, List<Stage> stages) {
    return stages.contains(cell.stage())
        && planned.key(cell.seed(), cell.stage()).equals(cell.key());
  }
}
