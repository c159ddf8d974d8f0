package org.espalier.harness.internal.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import org.espalier.core.EspalierException;
import org.espalier.core.Progress;
import org.espalier.core.model.Dataset;
import org.espalier.harness.Comparison;
import org.espalier.harness.Shard;
import org.espalier.harness.experiment.Experiment;
import org.espalier.harness.experiment.ExperimentWriter;
import org.espalier.harness.internal.data.LoadedData;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.result.Provenance;
import org.espalier.harness.result.Results;
import org.jspecify.annotations.Nullable;

/** Runs an experiment: every seed's cells on all cores, results in the experiment's order. */
public final class ComparisonRun {
  private final Experiment experiment;
  private final Shard shard;
  private final Setting setting;
  private final Plugins plugins;
  private final Path folder;
  private final Progress progress;
  private final OffsetDateTime started =
      OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
  private final long startNanos = System.nanoTime();
  private final List<SeedRun> seeds = new ArrayList<>();
  private @Nullable Earlier earlier;
  private long units;
  private long done;
  private volatile boolean stopped;

  /**
   * Prepares a run; nothing is written yet.
   *
   * @param shard the seeds to run
   * @param folder where results go
   * @throws IllegalArgumentException if the experiment names something that isn't there, or has no
   *     seed in the shard
   */
  public ComparisonRun(
      Experiment experiment, Shard shard, Plugins plugins, Path folder, Progress progress) {
    this.experiment = experiment;
    this.shard = shard;
    if (shard.index() > experiment.seeds()) {
      throw new IllegalArgumentException(
          "shard %d/%d has none of the %d seeds"
              .formatted(shard.index(), shard.count(), experiment.seeds()));
    }
    this.plugins = plugins;
    this.folder = folder;
    this.progress = progress;
    this.setting = Setting.of(experiment, plugins, progress);
  }

  /**
   * Runs to the end, or until cancelled; what was finished by then is written either way.
   *
   * @throws EspalierException if results can't be written, at best before anything is trained
   */
  public Comparison run() {
    try (FolderLock lock = FolderLock.take(folder)) {
      return run(lock, Collections.nCopies(experiment.seeds(), Kept.NOTHING));
    }
  }

  /**
   * Runs what an earlier run of the experiment has left open; the rest is kept as it is.
   *
   * @throws IllegalArgumentException if the results in the folder are of another experiment
   * @throws EspalierException if there are none, or of other data, or results can't be written
   */
  public Comparison resume() {
    if (!Files.isDirectory(folder)) {
      throw new EspalierException("nothing to resume: there is no folder " + folder);
    }
    try (FolderLock lock = FolderLock.take(folder)) {
      Earlier found = Earlier.open(plugins, folder, experiment);
      found.requireData(setting.networks().data().data().fingerprint());
      earlier = found;
      return run(lock, found.seeds(setting.plan(), setting.stages(), experiment.seeds()));
    }
  }

  private Comparison run(FolderLock lock, List<Kept> kept) {
    int cells = kept.stream().mapToInt(Kept::size).sum();
    Leftovers.clear(folder);
    Earlier before = earlier;
    if (before != null && before.results().complete() && cells == setting.cells()) {
      Results all = before.results();
      return new Comparison(all, Rehearsal.write(plugins, folder, all), cells, false);
    }
    boolean rehearsed = false;
    try {
      Rehearsal.write(plugins, folder, results(false));
      rehearsed = true;
    } finally {
      if (!rehearsed && lock.hasMadeFolder()) {
        TrajectoryFolder.delete(folder);
      }
    }
    ResultFiles written = measure(kept);
    return new Comparison(written.results(), written.files(), cells, isStopped());
  }

  private ResultFiles measure(List<Kept> kept) {
    TrajectoryFolder trajectories = TrajectoryFolder.create(folder, experiment.keepTrajectories());
    RunContext context =
        new RunContext(
            experiment,
            setting.networks(),
            plugins,
            folder,
            trajectories.path(),
            setting.plan().gradients(),
            () -> stopped || progress.isCancelled());
    ResultFiles.Writer writer = new ResultFiles.Writer(plugins, folder);
    boolean interrupted;
    Optional<Throwable> failure;
    try (JobPool pool = new JobPool(Runtime.getRuntime().availableProcessors())) {
      SeedRun.Listener listener =
          new SeedRun.Listener() {
            @Override
            public void finished(int units) {
              advance(units);
            }

            @Override
            public void measured() {
              if (!stopped) {
                writer.writeIfDue(() -> results(false));
              }
            }

            @Override
            public void ended(SeedRun run) {
              trajectories.release(run.seed());
              if (!run.isCancelled()) { // those end all at once, and the last line below tells them
                writer.write(() -> results(false));
              }
            }
          };
      LongStream.range(0, experiment.seeds())
          .forEach(
              seed ->
                  seeds.add(
                      new SeedRun(
                          context, setting.plan(), seed, kept.get((int) seed), pool, listener)));
      List<SeedRun> open =
          seeds.stream().filter(run -> run.isOpen() && shard.has(run.seed())).toList();
      units = open.stream().mapToLong(SeedRun::units).sum();
      advance(0);
      if (earlier != null) {
        open.forEach(run -> trajectories.clear(run.seed()));
      }
      open.forEach(SeedRun::begin);
      interrupted = pool.await(() -> stopped = true);
      failure = pool.failure();
    } finally {
      trajectories.close();
    }
    boolean complete = failure.isEmpty() && !isStopped() && !leavesOpen();
    try {
      Results results = results(complete);
      // What is in the folder is then no less, and may be of an earlier run.
      boolean nothing = !complete && results.cells().isEmpty();
      ResultFiles written =
          nothing ? new ResultFiles(results, List.of()) : writer.write(() -> results);
      failure.ifPresent(ComparisonRun::fail);
      return written;
    } catch (EspalierException e) {
      failure.ifPresent(ComparisonRun::fail); // the first failure, not what it led to
      throw e;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean isStopped() {
    return seeds.stream().anyMatch(SeedRun::isCancelled);
  }

  /** Whether there is work in seeds of others. */
  private boolean leavesOpen() {
    return seeds.stream().anyMatch(run -> run.isOpen() && !shard.has(run.seed()));
  }

  /** What no cell could answer for ends the run. */
  private static void fail(Throwable failure) {
    throw new EspalierException(Failures.line(failure), failure);
  }

  private synchronized void advance(int more) {
    done += more;
    progress.at(done, units, "cells");
  }

  private Results results(boolean complete) {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    DenseNetworks networks = setting.networks();
    LoadedData data = networks.data();
    Dataset all = data.data();
    Optional<Provenance> before =
        Optional.ofNullable(earlier).map(Earlier::results).map(Results::provenance);
    Map<String, String> versions = Versions.all(plugins);
    Map<String, String> machine = Versions.machine();
    Provenance provenance =
        new Provenance(
            before.map(Provenance::started).orElse(started.toString()),
            before.map(Provenance::seconds).orElse(0.0) + seconds,
            all.fingerprint(),
            "%s; %d to train, %d to test"
                .formatted(all, data.trainSize(), all.size() - data.trainSize()),
            ExperimentWriter.toMap(experiment),
            before.map(b -> Versions.after(b.versions(), versions)).orElse(versions),
            before.map(b -> Versions.after(b.machine(), machine)).orElse(machine));
    return new Results(
        experiment.name(),
        experiment.dataset(),
        networks.name(),
        experiment.schedule().id(),
        networks.recipe(),
        complete,
        provenance,
        seeds.stream().map(SeedRun::training).filter(Objects::nonNull).toList(),
        seeds.stream().flatMap(s -> s.estimates().stream()).toList(),
        seeds.stream().flatMap(s -> s.cells().stream()).toList());
  }
}
