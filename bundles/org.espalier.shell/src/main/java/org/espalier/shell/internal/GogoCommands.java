package org.espalier.shell.internal;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.espalier.harness.Comparisons;
import org.espalier.harness.Landscape;
import org.espalier.harness.Workbench;
import org.espalier.harness.experiment.ExperimentFolder;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import picocli.CommandLine;

/** The same commands in the Gogo shell, under the scope {@code espalier}. */
@Component(
    service = GogoCommands.class,
    property = {
      "osgi.command.scope=espalier",
      "osgi.command.function=compare",
      "osgi.command.function=merge",
      "osgi.command.function=tune",
      "osgi.command.function=record",
      "osgi.command.function=estimate",
      "osgi.command.function=prune",
      "osgi.command.function=explain",
      "osgi.command.function=evaluate",
      "osgi.command.function=flatness",
      "osgi.command.function=plugins",
      "osgi.command.function=completions"
    })
public final class GogoCommands {
  private final Workbench workbench;
  private final Comparisons comparisons;
  private final Landscape landscape;
  private final ExperimentFolder experiments;
  private final PluginTools tools;

  @Activate
  public GogoCommands(
      @Reference Workbench workbench,
      @Reference Comparisons comparisons,
      @Reference Landscape landscape,
      @Reference PluginTools tools,
      BundleContext context) {
    this.workbench = workbench;
    this.comparisons = comparisons;
    this.landscape = landscape;
    this.tools = tools;
    this.experiments = Session.experiments(context);
  }

  public void compare(CommandSession session, String[] args) {
    run(session, "compare", args);
  }

  public void merge(CommandSession session, String[] args) {
    run(session, "merge", args);
  }

  public void tune(CommandSession session, String[] args) {
    run(session, "tune", args);
  }

  public void record(CommandSession session, String[] args) {
    run(session, "record", args);
  }

  public void estimate(CommandSession session, String[] args) {
    run(session, "estimate", args);
  }

  public void prune(CommandSession session, String[] args) {
    run(session, "prune", args);
  }

  public void explain(CommandSession session, String[] args) {
    run(session, "explain", args);
  }

  public void evaluate(CommandSession session, String[] args) {
    run(session, "evaluate", args);
  }

  public void flatness(CommandSession session, String[] args) {
    run(session, "flatness", args);
  }

  public void plugins(CommandSession session, String[] args) {
    run(session, "plugins", args);
  }

  /** Teaches the session to complete the commands' options; the profile calls it at start. */
  public void completions(CommandSession session) throws Exception {
    CommandLine commands = commands(session.getConsole());
    for (String line : new Completions(commands, workbench, experiments).script()) {
      session.execute(line);
    }
  }

  private void run(CommandSession session, String name, String[] args) {
    List<String> all = new ArrayList<>(List.of(name));
    all.addAll(Arrays.asList(args));
    int code = CommandRunner.run(commands(session.getConsole()), all.toArray(String[]::new));
    session.put("status", code);
  }

  private CommandLine commands(PrintStream console) {
    Thread caller = Thread.currentThread();
    Session session =
        new Session(
            workbench,
            comparisons,
            landscape,
            console,
            console,
            caller::isInterrupted,
            experiments,
            tools);
    return CommandRunner.commandLine(session, List.of());
  }
}
