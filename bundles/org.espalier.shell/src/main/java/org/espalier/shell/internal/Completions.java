package org.espalier.shell.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.espalier.harness.PluginInfo;
import org.espalier.harness.Workbench;
import org.espalier.harness.experiment.ExperimentFolder;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What Gogo completes, as its own {@code complete} commands, from the commands' definition. */
final class Completions {
  private static final Map<String, String> PLUGIN_KINDS =
      Map.of("--policy", "policy", "--policies", "policy", "--estimator", "estimator");
  private static final Map<String, String> NAMES =
      Map.of(
          "--dataset", "digits breast-cancer synthetic",
          "--model", "digits-mlp digits-cnn breast-cancer-mlp synthetic-mlp lenet-300-100",
          "--optimizer", "sgd momentum nesterov adam",
          "--rate-schedule", "constant cosine step",
          "--part", "test train all",
          "--interventions", "unit layer");

  private final CommandLine commands;
  private final Workbench workbench;
  private final ExperimentFolder experiments;

  Completions(CommandLine commands, Workbench workbench, ExperimentFolder experiments) {
    this.commands = commands;
    this.workbench = workbench;
    this.experiments = experiments;
  }

  List<String> script() {
    List<String> lines = new ArrayList<>();
    commands
        .getSubcommands()
        .forEach(
            (name, command) -> {
              String start = "complete -c espalier:" + name;
              lines.add(start + " -e");
              lines.add(
                  start + " -d " + quoted(command.getCommandSpec().usageMessage().description()));
              command.getCommandSpec().options().forEach(o -> lines.add(start + option(o)));
              lines.add(start + " -a '__files'");
            });
    return lines;
  }

  private String option(OptionSpec option) {
    StringBuilder line = new StringBuilder();
    for (String name : option.names()) {
      line.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
    }
    line.append(" --description ").append(quoted(option.description()));
    String values = values(option.longestName());
    return values.isEmpty() ? line.toString() : line + " -a '[" + values + "]'";
  }

  private String values(String option) {
    String kind = PLUGIN_KINDS.get(option);
    if (kind != null) {
      return workbench.plugins().stream()
          .filter(p -> p.kind().equals(kind))
          .map(PluginInfo::id)
          .collect(Collectors.joining(" "));
    }
    return option.equals("--experiment")
        ? String.join(" ", experiments.names())
        : NAMES.getOrDefault(option, "");
  }

  /** Without what Gogo would read as its own: quotes, variables and the like. */
  private static String quoted(String[] description) {
    String text = description.length == 0 ? "" : description[0];
    return "'" + text.replaceAll("[^\\p{L}\\p{N} ,.;:()/-]", "") + "'";
  }
}
