package org.espalier.shell.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.espalier.core.EspalierException;
import org.espalier.core.InvalidDataException;
import org.espalier.harness.Comparison;
import org.espalier.harness.EarlierComparison;
import org.espalier.harness.Shard;
import org.espalier.harness.experiment.Experiment;
import org.espalier.harness.experiment.Measurements;
import org.espalier.harness.experiment.ModelSpec;
import org.espalier.harness.experiment.PolicyChoice;
import org.espalier.harness.experiment.SavedModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The main job: trains, records, estimates, prunes, trains further and measures. */
@Command(
    name = "compare",
    description = "Compares ways of pruning on the same networks, seed by seed.",
    sortOptions = false,
    footer = {
      "",
      "Writes results.csv, results.json and report.html. Ctrl-C stops it and keeps what is done;",
      "--resume goes on from there, as it does after a crash, a kill or a plugin that left.",
      "",
      "Examples:",
      "  espalier compare",
      "  espalier compare --dataset breast-cancer --seeds 10",
      "  espalier compare --experiment does-the-loss-inform",
      "  espalier compare --policies magnitude,trajectory-fisher --sparsities 0.8,0.9 --out try",
      "  espalier compare --policies magnitude,magnitude:scope=layerwise",
      "  espalier compare --model model.onnx --dataset digits --trajectory run",
      "  espalier compare --flatness --policies magnitude,random --sparsities 0.8",
      "  espalier compare --resume --out try",
      "  espalier compare --rerun try --out again",
      "  espalier compare --seeds 10 --shard 1/2 --out part-1"
    })
final class CompareCommand implements Callable<Integer> {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  /** As many as one line can tell. */
  private static final int MOST_CHANGES = 3;

  private final Session session;

  @Option(
      names = "--experiment",
      paramLabel = "FILE",
      description = {
        "An experiment in JSON, or the name of one in the box, listed below.",
        "Without it the default one is run."
      })
  private @Nullable Path experiment;

  @Option(names = "--dataset", paramLabel = "D", description = Descriptions.DATASETS)
  private @Nullable String dataset;

  @Option(
      names = "--model",
      paramLabel = "M",
      description = {
        "digits-mlp, digits-cnn, mlp:784-300-100-10, cnn:conv16-pool2-dense64 …",
        "or a saved model's file, which is measured and pruned as it is."
      })
  private @Nullable String model;

  @Option(
      names = "--trajectory",
      paramLabel = "DIR",
      description = "A recorded trajectory of the saved model, for what needs one.")
  private @Nullable Path trajectory;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where results go (default: a new folder in espalier-out).")
  private @Nullable Path out;

  @Option(
      names = "--resume",
      description = {
        "Finishes the comparison whose results are in --out: cells that were measured are kept,",
        "all others are run. What is compared is known from the results; options that are given",
        "must agree with them."
      })
  private boolean resume;

  @Option(
      names = "--rerun",
      paramLabel = "DIR",
      description = {
        "Runs the comparison whose results are in DIR again, as they say it was, and tells",
        "whether every figure is the same to the last bit (exit code 1 if not)."
      })
  private @Nullable Path rerun;

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description = {
        "Runs one part of N of the seeds, as 2/4; 'espalier merge' puts the parts together."
      })
  private Shard shard = Shard.ALL;

  @Option(names = "--seeds", paramLabel = "N", description = "How many seeds (default: 5).")
  private @Nullable Integer seeds;

  @Option(
      names = "--policies",
      paramLabel = "A,B",
      split = ",",
      description = {
        "What to compare; 'espalier plugins' lists them.",
        "magnitude:scope=layerwise sets an option of the policy; more follow after colons.",
        "magnitude@snip is magnitude with snip's layerwise sparsities."
      })
  private @Nullable List<String> policies;

  @Option(
      names = "--sparsities",
      paramLabel = "S,S",
      split = ",",
      description = "Shares of the weights to cut, in [0, 1).")
  private @Nullable List<Double> sparsities;

  @Option(
      names = "--flatness",
      description = {
        "Measures how flat the training loss is around each network, dense, cut and fine-tuned."
      })
  private boolean flatness;

  @Option(
      names = "--latency",
      description = {
        "Measures how long each network takes for 64 examples, without the units that nothing",
        "reads once it is cut; such times differ from run to run."
      })
  private boolean latency;

  CompareCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (rerun != null) {
      return again(rerun);
    }
    return resume ? finish() : begin();
  }

  private int again(Path results) {
    if (resume
        || experiment != null
        || dataset != null
        || model != null
        || trajectory != null
        || seeds != null
        || policies != null
        || sparsities != null
        || flatness
        || latency) {
      throw new IllegalArgumentException(
          "--rerun takes the experiment from the results; only --out and --shard go with it");
    }
    EarlierComparison earlier =
        session
            .comparisons()
            .earlier(results)
            .orElseThrow(
                () ->
                    new EspalierException("nothing to rerun: there are no results in " + results));
    tellChanges(earlier, "figures may differ");
    Comparison comparison = run(earlier.experiment());
    int code = new ComparisonLines(session).tell(comparison);
    Rerun.Outcome outcome = Rerun.compare(earlier.results(), comparison.results());
    if (outcome.differences().isEmpty()) {
      session.out().printf("all %d cells are as they were, to the last bit%n", outcome.cells());
      return code;
    }
    session
        .err()
        .printf(
            "espalier: %d of %d cells differ from before; the first, %s%n",
            outcome.differences().size(), outcome.cells(), outcome.differences().get(0));
    return Math.max(code, 1);
  }

  private int begin() {
    if (experiment != null && dataset != null) {
      throw new IllegalArgumentException(
          "--experiment names its own data set; leave --dataset out");
    }
    Experiment chosen =
        choose(
            experiment == null
                ? Experiment.standard(dataset == null ? "digits" : dataset)
                : session.experiments().read(experiment));
    return new ComparisonLines(session).tell(run(chosen));
  }

  private Comparison run(Experiment chosen) {
    if (out != null) {
      warnOfUnfinished(out);
    }
    Path folder =
        out == null
            ? newFolder(
                Path.of("espalier-out"), chosen.name(), Clock.system(ZoneId.systemDefault()))
            : out;
    try (ConsoleProgress progress = new ConsoleProgress(session)) {
      return session.comparisons().run(chosen, shard, folder, progress);
    }
  }

  /**
   * Says how to finish results that are about to be replaced; whatever else is there is no loss.
   */
  private void warnOfUnfinished(Path folder) {
    Optional<EarlierComparison> earlier;
    try {
      earlier = session.comparisons().earlier(folder);
    } catch (InvalidDataException e) {
      return;
    }
    earlier
        .map(EarlierComparison::results)
        .filter(results -> !results.complete() && !results.cells().isEmpty())
        .ifPresent(
            results ->
                session
                    .err()
                    .printf(
                        "espalier: the unfinished results in %s are replaced; to finish them"
                            + " instead, stop now and run: espalier compare --resume --out %s%n",
                        folder, folder));
  }

  private int finish() {
    Path folder = out;
    if (folder == null) {
      throw new IllegalArgumentException("--resume needs --out DIR, the folder of the results");
    }
    EarlierComparison earlier =
        session
            .comparisons()
            .earlier(folder)
            .orElseThrow(
                () ->
                    new EspalierException(
                        "nothing to resume: there are no results in "
                            + folder
                            + "; leave --resume out to begin"));
    Experiment chosen = choose(given(earlier.experiment()));
    if (!earlier.results().cells().isEmpty()) {
      tellChanges(earlier, "cells that were measured stay as they are");
    }
    Comparison comparison;
    try (ConsoleProgress progress = new ConsoleProgress(session)) {
      comparison = session.comparisons().resume(chosen, shard, folder, progress);
    }
    if (comparison.kept() == comparison.results().cells().size()) {
      session
          .out()
          .printf(
              "all %d cells in %s are measured already; nothing is left to do%n",
              comparison.kept(), folder);
      new ComparisonLines(session).tellFiles(comparison);
      return 0;
    }
    session
        .out()
        .printf("kept %d of %d cells%n", comparison.kept(), comparison.results().cells().size());
    return new ComparisonLines(session).tell(comparison);
  }

  private void tellChanges(EarlierComparison earlier, String consequence) {
    List<String> changes = earlier.changes();
    if (!changes.isEmpty()) {
      String more = "%s and %d more".formatted("%s", changes.size() - MOST_CHANGES);
      session
          .err()
          .printf(
              "espalier: not all is as it was: %s; %s%n",
              changes.size() <= MOST_CHANGES
                  ? String.join(", ", changes)
                  : more.formatted(String.join(", ", changes.subList(0, MOST_CHANGES))),
              consequence);
    }
  }

  /** What the options say, where they say anything, and else what the results say. */
  private Experiment given(Experiment earlier) {
    if (dataset != null && !dataset.equals(earlier.dataset())) {
      throw new IllegalArgumentException(
          "dataset is %s here, but %s in %s; finish that experiment as it is, or name another --out"
              .formatted(dataset, earlier.dataset(), out));
    }
    return experiment == null ? earlier : session.experiments().read(experiment);
  }

  private Experiment choose(Experiment base) {
    Experiment chosen = base;
    if (model != null) {
      chosen = chosen.withModel(ModelSpec.named(model));
    }
    if (trajectory != null) {
      if (!(chosen.model() instanceof SavedModel saved)) {
        throw new IllegalArgumentException(
            "--trajectory is for a saved model; networks that are trained here record their own");
      }
      chosen = chosen.withModel(saved.withTrajectory(trajectory));
    }
    if (seeds != null) {
      chosen = chosen.withSeeds(seeds);
    }
    if (policies != null) {
      chosen = chosen.withPolicies(policies.stream().map(PolicyChoice::parse).toList());
    }
    if (flatness) {
      Measurements measurements = chosen.measurements();
      chosen =
          chosen.withMeasurements(
              measurements.withFlatness(measurements.flatness().measured(true)));
    }
    if (latency) {
      chosen = chosen.withMeasurements(chosen.measurements().withLatency(true));
    }
    return sparsities == null ? chosen : chosen.withSparsities(sparsities);
  }

  /** Named by the time, and by a number where a clock that was put back tells it again. */
  static Path newFolder(Path parent, String name, Clock clock) {
    String stamp = LocalDateTime.now(clock).format(STAMP);
    Path folder = parent.resolve(name + "-" + stamp);
    for (int i = 2; Files.exists(folder); i++) {
      folder = parent.resolve(name + "-" + stamp + "-" + i);
    }
    return folder;
  }
}
