package org.espalier.harness.internal.tuning;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.espalier.core.CancelledException;
import org.espalier.core.EspalierException;
import org.espalier.core.Progress;
import org.espalier.harness.Comparison;
import org.espalier.harness.Shard;
import org.espalier.harness.experiment.Experiment;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.internal.run.ComparisonRun;
import org.espalier.harness.internal.run.Earlier;
import org.espalier.harness.internal.tuning.Search.Seen;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Stage;
import org.espalier.harness.result.Status;
import org.espalier.harness.tuning.Trial;
import org.espalier.harness.tuning.TuneRequest;
import org.espalier.harness.tuning.Tuned;

/**
 * Bayesian optimisation of a policy's settings: each trial is a whole comparison in a folder of its
 * own, and is judged by the mean accuracy on the validation part alone.
 */
public final class TuneRun {
  private static final String VALIDATION_ACCURACY = "validation.accuracy";
  private static final String VALIDATION_LOSS = "validation.loss";

  private final TuneRequest request;
  private final Plugins plugins;
  private final Progress progress;
  private final Consumer<Trial> told;
  private final long start = System.nanoTime();
  private final List<Trial> trials = new ArrayList<>();
  private final List<Seen> seen = new ArrayList<>();

  /**
   * @param told is told each trial when it has ended
   */
  public TuneRun(TuneRequest request, Plugins plugins, Progress progress, Consumer<Trial> told) {
    this.request = request;
    this.plugins = plugins;
    this.progress = progress;
    this.told = told;
  }

  /**
   * Tries the experiment's own settings first, then others until trials or time are used up; what
   * was tried is written after each.
   *
   * @throws EspalierException if the first trial fails: then the experiment does, not the settings
   */
  public Tuned run() {
    Search search = new Search(request.vary(), request.seed());
    Tuned tuned = add(Map.of());
    if (trials.get(0).failed()) {
      throw new EspalierException(
          "the experiment's own settings fail already: " + trials.get(0).failure());
    }
    while (trials.size() < request.trials() && !isOver()) {
      Map<String, String> settings = search.next(seen);
      if (seen.stream().anyMatch(s -> s.settings().equals(settings))) {
        break; // every choice was tried
      }
      tuned = add(settings);
    }
    return tuned;
  }

  private boolean isOver() {
    return System.nanoTime() - start >= request.budget().toNanos();
  }

  private Tuned add(Map<String, String> settings) {
    progress.at(trials.size(), request.trials(), "trials");
    Trial trial = run(trials.size() + 1, settings);
    trials.add(trial);
    if (!settings.isEmpty()) {
      seen.add(new Seen(settings, trial.failed() ? worst() : trial.validation()));
    }
    Tuned tuned = new TuneFiles(request).write(trials);
    told.accept(trial);
    return tuned;
  }

  /** What a failure counts as: no better than what did worst. */
  private double worst() {
    return trials.stream().filter(t -> !t.failed()).mapToDouble(Trial::validation).min().orElse(0);
  }

  private Trial run(int number, Map<String, String> settings) {
    long begin = System.nanoTime();
    Path folder = request.out().resolve("trial-%03d".formatted(number));
    try {
      Experiment experiment = TrialExperiments.of(request.experiment(), settings);
      Comparison comparison = compare(experiment, folder);
      if (comparison.stopped()) {
        throw new CancelledException();
      }
      return judged(number, settings, comparison.results().cells(), begin);
    } catch (CancelledException e) {
      throw e;
    } catch (EspalierException | IllegalArgumentException e) {
      return failed(number, settings, begin, String.valueOf(e.getMessage()));
    }
  }

  /** What an earlier search has run of the same experiment is not run again. */
  private Comparison compare(Experiment experiment, Path folder) {
    Progress quiet = new Quiet(progress);
    ComparisonRun run = new ComparisonRun(experiment, Shard.ALL, plugins, folder, quiet);
    return Earlier.isOf(plugins, folder, experiment) ? run.resume() : run.run();
  }

  private static Trial judged(
      int number, Map<String, String> settings, List<Cell> cells, long begin) {
    List<Cell> pruned = cells.stream().filter(c -> c.stage() != Stage.DENSE).toList();
    Stage last = pruned.get(pruned.size() - 1).stage();
    List<Cell> judged = pruned.stream().filter(c -> c.stage() == last).toList();
    for (Cell cell : pruned) {
      if (cell.status() != Status.OK) {
        return failed(number, settings, begin, cell.statusText());
      }
    }
    return new Trial(
        number,
        settings,
        mean(judged, cell -> cell.figures().getOrDefault(VALIDATION_ACCURACY, Double.NaN)),
        mean(judged, cell -> cell.figures().getOrDefault(VALIDATION_LOSS, Double.NaN)),
        mean(judged, Cell::accuracy),
        seconds(begin),
        "");
  }

  private static Trial failed(int number, Map<String, String> settings, long begin, String why) {
    return new Trial(number, settings, Double.NaN, Double.NaN, Double.NaN, seconds(begin), why);
  }

  private static double mean(List<Cell> cells, ToDoubleFunction<Cell> value) {
    return cells.stream().mapToDouble(value).average().orElse(Double.NaN);
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  /** Of a trial, only its cancelling counts. */
  private record Quiet(Progress outer) implements Progress {
    @Override
    public void at(long done, long total, String what) {}

    @Override
    public boolean isCancelled() {
      return outer.isCancelled();
    }
  }
}
