package org.espalier.shell.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.espalier.core.Suggestions;
import org.espalier.deploy.DeployedPlugin;
import org.espalier.deploy.Problem;
import org.espalier.harness.PluginInfo;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists what is installed, and looks after it. */
@Command(
    name = "plugins",
    description = {
      "Lists every recorder, estimator, policy and adapter, and why what is installed can't be had.",
      "With the name of one, all about it and its options."
    },
    sortOptions = false,
    footer = {
      "",
      "Options of a plugin are given for one call (--set NAME=VALUE), in an experiment, or for good",
      "in etc/PID.cfg of the distribution, lines of NAME = VALUE.",
      "",
      "Examples:",
      "  espalier plugins --long",
      "  espalier plugins lasso-granger",
      "  espalier plugins install marginal-1.0.0.jar"
    })
final class PluginsCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = {"-l", "--long"},
      description = "Adds what each computes, and the paper it follows.")
  private boolean everything;

  @Parameters(paramLabel = "PLUGIN", arity = "0..1", description = "Tells all about this one.")
  private @Nullable String plugin;

  PluginsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    List<PluginInfo> plugins = session.workbench().plugins();
    if (plugin != null) {
      describe(plugin, plugins);
      return 0;
    }
    session.out().print(table(plugins));
    if (everything) {
      for (PluginInfo info : plugins) {
        session.out().printf("%n%s: %s%n", info.id(), info.description());
        if (!info.source().isEmpty()) {
          session.out().println("  " + info.source());
        }
      }
    }
    listProblems();
    return 0;
  }

  private static String table(List<PluginInfo> plugins) {
    List<String[]> lines = new ArrayList<>();
    lines.add(new String[] {"KIND", "ID", "NEEDS", "STATE", "BUNDLE", "VERSION"});
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
    return ResultTable.leftAligned(lines);
  }

  private void listProblems() {
    List<Problem> problems = session.tools().problems();
    if (!problems.isEmpty()) {
      session.out().printf("%nNot there:%n");
      for (Problem problem : problems) {
        session.out().printf("  %s: %s%n", problem.subject(), problem.cause());
        problem.remedies().forEach(remedy -> session.out().println("      " + remedy));
      }
    }
    if (!session.tools().quarantined().isEmpty()) {
      session.out().printf("%nQuarantined:%n");
      session.tools().quarantined().values().forEach(why -> session.out().println("  " + why));
    }
  }

  private void describe(String id, List<PluginInfo> plugins) {
    List<PluginInfo> found = plugins.stream().filter(p -> p.id().equals(id)).toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          Suggestions.unknown("plugin", id, plugins.stream().map(PluginInfo::id).toList()));
    }
    for (PluginInfo info : found) {
      session.out().printf("%s %s: %s%n", info.kind(), info.id(), info.description());
      List<String[]> lines = new ArrayList<>();
      lines.add(new String[] {"source", info.source().isEmpty() ? "-" : info.source()});
      lines.add(new String[] {"needs", needs(info)});
      if (info.scale() > 0) {
        lines.add(new String[] {"scale", "up to %,d parameters".formatted(info.scale())});
      }
      lines.add(new String[] {"state", info.state()});
      lines.add(new String[] {"bundle", info.bundle() + " " + info.version()});
      if (!info.component().isEmpty()) {
        lines.add(new String[] {"PID", info.component()});
      }
      session.out().print(ResultTable.leftAligned(lines));
      listOptions(session.tools().options(info));
    }
  }

  private void listOptions(List<PluginOption> options) {
    if (options.isEmpty()) {
      session.out().println("It states no options.");
      return;
    }
    List<String[]> lines = new ArrayList<>();
    lines.add(new String[] {"OPTION", "DEFAULT", "TYPE", "MEANING"});
    for (PluginOption option : options) {
      lines.add(
          new String[] {option.name(), option.byDefault(), option.type(), option.description()});
    }
    session.out().println();
    session.out().print(ResultTable.leftAligned(lines));
  }

  private static String needs(PluginInfo plugin) {
    return plugin.needs().isEmpty()
        ? "-"
        : plugin.needs().stream()
            .map(n -> n.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
  }

  @Command(
      name = "install",
      description =
          "Copies jars into the plugin folder, in the place of older ones, and starts them.",
      footer = {"", "Example:", "  espalier plugins install target/marginal-1.0.0.jar"})
  int install(@Parameters(paramLabel = "JAR", arity = "1..*") List<Path> jars) {
    int code = 0;
    for (Path jar : jars) {
      DeployedPlugin installed = session.tools().folder().install(jar);
      if (installed.active()) {
        session.out().printf("%s %s is started%n", installed.bundle(), installed.version());
      } else {
        session.err().printf("espalier: %s is installed, but %s%n", jar, installed.problem());
        code = 1;
      }
    }
    return code;
  }

  @Command(
      name = "uninstall",
      description = "Removes a jar from the plugin folder, and its plugins.",
      footer = {"", "Example:", "  espalier plugins uninstall marginal"})
  int uninstall(@Parameters(paramLabel = "BUNDLE") String bundle) {
    session.tools().folder().uninstall(bundle);
    session.out().println(bundle + " is removed");
    return 0;
  }

  @Command(
      name = "stop",
      description = "Stops a bundle's plugins while the framework runs, as in the shell.",
      footer = {"", "Example:", "  espalier> plugins stop org.espalier.estimator.smile"})
  int stop(@Parameters(paramLabel = "BUNDLE") String bundle) {
    session.tools().folder().stop(bundle);
    session.out().println(bundle + " is stopped");
    return 0;
  }

  @Command(
      name = "start",
      description = "Starts a bundle that was stopped.",
      footer = {"", "Example:", "  espalier> plugins start org.espalier.estimator.smile"})
  int start(@Parameters(paramLabel = "BUNDLE") String bundle) {
    session.tools().folder().start(bundle);
    session.out().println(bundle + " is started");
    return 0;
  }

  @Command(
      name = "lift",
      description = "Gives a quarantined plugin another chance.",
      footer = {"", "Example:", "  espalier> plugins lift marginal"})
  int lift(@Parameters(paramLabel = "PLUGIN") String id) {
    session.tools().lift(id);
    session.out().println(id + " has another chance");
    return 0;
  }
}
