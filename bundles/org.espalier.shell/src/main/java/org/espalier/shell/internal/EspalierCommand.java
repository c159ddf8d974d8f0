package org.espalier.shell.internal;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The top of the commands. */
@Command(
    name = "espalier",
    description = "Prunes neural networks on evidence, and compares every way of pruning.",
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  espalier compare                          the default comparison, on digits",
      "  espalier compare --seeds 3 --policies magnitude,trajectory-fisher",
      "  espalier record --model digits-mlp --dataset digits --steps 1260 --out run",
      "  espalier estimate run --estimator lasso-granger --out evidence",
      "  espalier prune run/model.zip --policy removal-effect --sparsity 0.9 \\",
      "      --evidence evidence --out pruned.zip",
      "  espalier evaluate pruned.zip --dataset digits"
    })
final class EspalierCommand {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Shows this help.")
  private boolean help;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Shows what the libraries log, and the stack of an error.")
  private boolean verbose;

  boolean isVerbose() {
    return verbose;
  }
}
