package org.espalier.shell.internal;

import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The top of the commands. */
@Command(
    name = "espalier",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = EspalierCommand.class,
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
      "  espalier evaluate pruned.zip --dataset digits",
      "  espalier flatness pruned.zip --dataset digits",
      "  espalier explain pruned.zip '0_W[3,12]' --dataset digits"
    })
final class EspalierCommand implements IVersionProvider {
  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Shows what the libraries log, and the stack of an error.")
  private boolean verbose;

  boolean isVerbose() {
    return verbose;
  }

  @Override
  public String[] getVersion() {
    Bundle bundle = FrameworkUtil.getBundle(EspalierCommand.class);
    String version = bundle == null ? "outside a framework" : bundle.getVersion().toString();
    return new String[] {
      "Espalier " + version, "Java " + Runtime.version() + ", " + System.getProperty("os.name")
    };
  }
}
