package org.espalier.shell.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.espalier.harness.experiment.Experiment;
import org.espalier.harness.experiment.ModelSpec;
import org.espalier.harness.experiment.PolicyChoice;
import org.espalier.harness.tuning.Dimension;
import org.espalier.harness.tuning.Trial;
import org.espalier.harness.tuning.TuneRequest;
import org.espalier.harness.tuning.Tuned;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Better settings of a policy by Bayesian optimisation. */
@Command(
    name = "tune",
    description = "Finds better settings of a policy, on validation data, within a time.",
    sortOptions = false,
    footer = {
      "",
      "A setting is an option of the policy or of its estimator ('espalier plugins ID' lists them),",
      "schedule.rounds or fineTuning.learningRate. The first trial has the settings as they are; the",
      "next few fill the space, and then a Gaussian process says where to look. Trials are judged on",
      "a part of the training data that no network was trained on; the test part chooses nothing.",
      "Writes tuning.json, with every trial, and best.json, an experiment for 'espalier compare'.",
      "What is in --out already is not run again, so that a search that was stopped goes on.",
      "",
      "Examples:",
      "  espalier tune --policy trajectory-surgeon --vary trajectory-surgeon.damping=0.01..1:log \\",
      "      --sparsities 0.9,0.95 --minutes 5 --out tuned",
      "  espalier tune --policy removal-effect --vary lasso-granger.lambdaRatio=0.001..0.5:log \\",
      "      --vary schedule.rounds=1..6 --dataset breast-cancer --out tuned",
      "  espalier compare --experiment tuned/best.json --seeds 10"
    })
final class TuneCommand implements Callable<Integer> {
  private static final double HELD_OUT = 0.2;

  private final Session session;

  @Option(
      names = "--experiment",
      paramLabel = "FILE",
      description =
          "An experiment to begin with; its first policy counts unless --policy is given.")
  private @Nullable Path experiment;

  @Option(names = "--dataset", paramLabel = "D", description = Descriptions.DATASETS)
  private @Nullable String dataset;

  @Option(names = "--model", paramLabel = "M", description = "The network, as in compare.")
  private @Nullable String model;

  @Option(names = "--policy", paramLabel = "P", description = "Whose settings are tuned.")
  private @Nullable String policy;

  @Option(
      names = "--vary",
      required = true,
      paramLabel = "PLUGIN.OPTION=VALUES",
      description = {
        "What to vary, as in damping=0.01..1:log after the plugin's name and a dot;",
        "1..8 for whole numbers, on|off for a choice. Give it once a setting."
      })
  private List<String> vary = List.of();

  @Option(names = "--sparsities", split = ",", paramLabel = "S,S", description = "Default: 0.9.")
  private List<Double> sparsities = List.of(0.9);

  @Option(names = "--seeds", paramLabel = "N", description = "Seeds of a trial (default: 3).")
  private int seeds = 3;

  @Option(names = "--trials", paramLabel = "N", description = "At most so many (default: 30).")
  private int trials = 30;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      description = "No trial begins after so many (default: 10).")
  private double minutes = 10;

  @Option(
      names = "--validation",
      paramLabel = "S",
      description = "Share of the training part that trials are judged on (default: 0.2).")
  private @Nullable Double validation;

  @Option(names = "--seed", paramLabel = "N", description = "Of the search (default: 0).")
  private long seed;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where trials go.")
  private Path out = Path.of("");

  TuneCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    List<Dimension> dimensions = new ArrayList<>();
    vary.forEach(text -> dimensions.add(Dimension.parse(text)));
    if (!(minutes > 0 && minutes <= 1e6)) {
      throw new IllegalArgumentException("--minutes " + minutes + "; it must be positive");
    }
    TuneRequest request =
        new TuneRequest(
            experiment(),
            dimensions,
            trials,
            Duration.ofMillis((long) (minutes * 60_000)),
            seed,
            out);
    Tuned tuned;
    try (ConsoleProgress progress = new ConsoleProgress(session)) {
      tuned = session.comparisons().tune(request, progress, this::tell);
    }
    tell(tuned);
    return 0;
  }

  private Experiment experiment() {
    if (experiment != null && dataset != null) {
      throw new IllegalArgumentException(
          "--experiment names its own data set; leave --dataset out");
    }
    Experiment base =
        experiment == null
            ? Experiment.standard(dataset == null ? "digits" : dataset)
            : session.experiments().read(experiment);
    if (model != null) {
      base = base.withModel(ModelSpec.named(model));
    }
    if (policy == null && experiment == null) {
      throw new IllegalArgumentException("name the policy to tune with --policy");
    }
    PolicyChoice choice = policy == null ? base.policies().get(0) : PolicyChoice.parse(policy);
    double own = base.measurements().validation();
    double share = validation != null ? validation : own > 0 ? own : HELD_OUT;
    return base.withPolicies(List.of(choice))
        .withSparsities(sparsities)
        .withSeeds(seeds)
        .withMeasurements(base.measurements().withValidation(share));
  }

  private void tell(Trial trial) {
    session
        .out()
        .printf(
            "%3d  %s  %s%n",
            trial.number(),
            trial.failed() ? "failed: " + trial.failure() : percent(trial.validation()),
            settings(trial));
  }

  private void tell(Tuned tuned) {
    Trial own = tuned.trials().get(0);
    Trial best = tuned.best();
    session
        .out()
        .printf(
            "best: trial %d of %d, %s on the validation part (%s as it was), %s on the test part"
                + " (%s)%n",
            best.number(),
            tuned.trials().size(),
            percent(best.validation()),
            percent(own.validation()),
            percent(best.test()),
            percent(own.test()));
    session.out().println("with " + settings(best));
    session.out().println("wrote " + tuned.table());
    session.out().println("wrote " + tuned.experiment());
    session.out().println("now: espalier compare --experiment " + tuned.experiment());
  }

  private static String settings(Trial trial) {
    return trial.settings().isEmpty()
        ? "the settings as they are"
        : trial.settings().entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining(" "));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }
}
