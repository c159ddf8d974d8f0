package org.espalier.shell.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import org.espalier.harness.Comparison;
import org.espalier.harness.experiment.Experiment;
import org.espalier.harness.experiment.ModelSpec;
import org.espalier.harness.experiment.PolicyChoice;
import org.espalier.harness.experiment.SavedModel;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Stage;
import org.espalier.harness.result.Status;
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
      "Writes results.csv, results.json and report.html. Ctrl-C stops it and keeps what is done.",
      "",
      "Examples:",
      "  espalier compare",
      "  espalier compare --dataset breast-cancer --seeds 10",
      "  espalier compare --experiment does-the-loss-inform",
      "  espalier compare --policies magnitude,trajectory-fisher --sparsities 0.8,0.9 --out try",
      "  espalier compare --policies magnitude,magnitude:scope=layerwise",
      "  espalier compare --model model.onnx --dataset digits --trajectory run"
    })
final class CompareCommand implements Callable<Integer> {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private final Session session;

  @Option(
      names = "--experiment",
      paramLabel = "FILE",
      description = {
        "An experiment in JSON, or the name of one in the box, listed below.",
        "Without it the default one is run."
      })
  private @Nullable Path experiment;

  @Option(
      names = "--dataset",
      paramLabel = "D",
      description = "digits, breast-cancer, csv:FILE, idx:IMAGES,LABELS or npy:FEATURES,LABELS.")
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

  CompareCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Experiment chosen = choose();
    Path folder = out == null ? newFolder(chosen.name()) : out;
    Comparison comparison;
    try (ConsoleProgress progress = new ConsoleProgress(session)) {
      comparison = session.workbench().compare(chosen, folder, progress);
    }
    return tell(comparison);
  }

  private Experiment choose() {
    if (experiment != null && dataset != null) {
      throw new IllegalArgumentException(
          "--experiment names its own data set; leave --dataset out");
    }
    Experiment chosen =
        experiment == null
            ? Experiment.standard(dataset == null ? "digits" : dataset)
            : session.experiments().read(experiment);
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
    return sparsities == null ? chosen : chosen.withSparsities(sparsities);
  }

  private static Path newFolder(String name) {
    String stamp = LocalDateTime.now(ZoneId.systemDefault()).format(STAMP);
    Path folder = Path.of("espalier-out", name + "-" + stamp);
    for (int i = 2; Files.exists(folder); i++) {
      folder = Path.of("espalier-out", name + "-" + stamp + "-" + i);
    }
    return folder;
  }

  private int tell(Comparison comparison) {
    Results results = comparison.results();
    session.out().print(new ResultTable(results).render());
    results.cells().stream()
        .filter(c -> c.stage() == Stage.DENSE)
        .flatMap(c -> c.notes().stream())
        .distinct()
        .forEach(session.out()::println);
    comparison.files().forEach(f -> session.out().println("wrote " + f));
    List<Cell> pruned = results.cells().stream().filter(c -> c.stage() != Stage.DENSE).toList();
    List<Cell> failed = pruned.stream().filter(c -> c.status() != Status.OK).toList();
    if (!failed.isEmpty()) {
      session
          .err()
          .printf(
              "%d of %d cells were not measured; the first, %s: %s%n",
              failed.size(), pruned.size(), failed.get(0).method(), failed.get(0).statusText());
    }
    if (!results.complete()) {
      session.err().println("espalier: stopped before the end; what was finished is saved");
      return CommandRunner.INTERRUPTED;
    }
    return !pruned.isEmpty() && failed.size() == pruned.size() ? 1 : 0;
  }
}
