package org.espalier.shell.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.espalier.core.Options;
import org.espalier.harness.Work;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Estimates causal evidence from a trajectory. */
@Command(
    name = "estimate",
    description = "Finds which parameters' updates are Granger-predictive of the loss.",
    sortOptions = false,
    footer = {
      "",
      "Writes gamma.npy (float64, one value a parameter) and evidence.json, and prints what it",
      "comes to: the verdict first; --verbose shows every detail of the estimator.",
      "",
      "Options for any estimator:",
      "  nullControl=on|off  asks again with ΔL permuted in blocks over the steps: what is selected",
      "                      then is selected by chance; a λ relative to λmax is relative to that of",
      "                      the permuted ΔL (default: on)",
      "  nullRuns=N          how often (default: 1); each takes as long as the estimate",
      "  windows=W           estimates on W consecutive parts of the trajectory, too, and tells how",
      "                      far they agree, for training that changes on its way (default: 1, none)",
      "",
      "Examples:",
      "  espalier estimate run --estimator lasso-granger --set lambdaRatio=0.05 --out evidence",
      "  espalier estimate run --estimator lasso-granger --set nullRuns=5 --set windows=4 \\",
      "      --out evidence"
    })
final class EstimateCommand implements Callable<Integer> {
  private final Session session;

  @ParentCommand private EspalierCommand top = new EspalierCommand();

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
      description = "An option of the estimator, or one for any (below); may come several times.")
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
    session.out().print(new EstimateSummary(estimator, estimated).render(top.isVerbose()));
    session.out().println("wrote " + estimated.gamma());
    session.out().println("wrote " + estimated.description());
    return 0;
  }
}
