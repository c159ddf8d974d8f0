package org.espalier.shell.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.espalier.core.Options;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.harness.Work;
import org.espalier.harness.experiment.EstimatorChoice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Estimates causal evidence from a trajectory. */
@Command(
    name = "estimate",
    description = "Finds which parameters' updates are Granger-predictive of the loss.",
    sortOptions = false,
    footer = {
      "",
      "Writes gamma.npy (float64, one value a parameter) and evidence.json.",
      "",
      "Example:",
      "  espalier estimate run --estimator lasso-granger --set lambdaRatio=0.05 --out evidence"
    })
final class EstimateCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "TRAJECTORY", description = "Folder of a recorded trajectory.")
  private Path trajectory = Path.of("");

  @Option(
      names = "--estimator",
      required = true,
      paramLabel = "E",
      description = {
        "Such as lasso-granger; 'espalier plugins' lists them.",
        "lasso-granger@permuted is given the loss changes in a random order, and",
        "lasso-granger@first-order the first-order term of each: controls."
      })
  private String estimator = "";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "An option of the estimator; may come several times.")
  private List<String> options = List.of();

  @Option(names = "--seed", paramLabel = "N", description = "Default: 0.")
  private long seed;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for gamma.npy and evidence.json.")
  private Path out = Path.of("");

  EstimateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Work.Estimated estimated;
    try (ConsoleProgress progress = new ConsoleProgress(session)) {
      estimated =
          session
              .workbench()
              .estimate(
                  new Work.EstimateRequest(
                      trajectory, estimator, Options.parse(options), seed, out),
                  progress);
    }
    CausalEvidence evidence = estimated.evidence();
    session
        .out()
        .printf(
            "%s: %,d of %,d parameters have γ ≠ 0 (%s), %s, %.2f s%n",
            estimator,
            evidence.selected(),
            evidence.size(),
            evidence.form().name().toLowerCase(Locale.ROOT),
            evidence.converged() ? "converged" : "NOT converged",
            evidence.solveSeconds());
    for (Map.Entry<String, Object> detail : evidence.details().entrySet()) {
      if (!(detail.getValue() instanceof List<?>)) {
        session.out().printf("  %-18s %s%n", detail.getKey(), detail.getValue());
      }
    }
    EstimatorChoice choice = EstimatorChoice.parse(estimator);
    session
        .out()
        .println(
            choice.isControl()
                ? "ΔL was %s, not as measured: γ is a control.".formatted(choice.lossChange().id())
                : "γ is Granger-predictive of the loss; it proves no cause.");
    session.out().println("wrote " + estimated.gamma());
    session.out().println("wrote " + estimated.description());
    return 0;
  }
}
