package org.espalier.shell.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.espalier.harness.PluginInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists what is installed. */
@Command(
    name = "plugins",
    description = "Lists every recorder, estimator, policy and adapter.",
    sortOptions = false,
    footer = {"", "Example:", "  espalier plugins --long"})
final class PluginsCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = {"-l", "--long"},
      description = "Adds what each computes, and the paper it follows.")
  private boolean everything;

  PluginsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    List<String[]> lines = new ArrayList<>();
    lines.add(new String[] {"KIND", "ID", "NEEDS", "STATE", "BUNDLE", "VERSION"});
    List<PluginInfo> plugins = session.workbench().plugins();
    for (PluginInfo plugin : plugins) {
      lines.add(
          new String[] {
            plugin.kind(),
            plugin.id(),
            needs(plugin),
            plugin.state(),
            plugin.bundle(),
            plugin.version()
          });
    }
    session.out().print(ResultTable.leftAligned(lines));
    if (everything) {
      for (PluginInfo plugin : plugins) {
        session.out().printf("%n%s: %s%n", plugin.id(), plugin.description());
        if (!plugin.source().isEmpty()) {
          session.out().println("  " + plugin.source());
        }
      }
    }
    return 0;
  }

  private static String needs(PluginInfo plugin) {
    return plugin.needs().isEmpty()
        ? "-"
        : plugin.needs().stream()
            .map(n -> n.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
  }
}
