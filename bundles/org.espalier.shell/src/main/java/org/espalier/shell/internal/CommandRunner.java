package org.espalier.shell.internal;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.espalier.core.CancelledException;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;

/** Defines the commands once, for the command line and for Gogo, and runs one of them. */
final class CommandRunner {
  /** Exit code of a command that the user stopped: 128 + SIGINT. */
  static final int INTERRUPTED = 130;

  private static final int FAILURE = 1;
  private static final int USAGE = 2;

  private CommandRunner() {}

  /** The commands, ready to parse; {@code shell} only where there is a terminal of its own. */
  static CommandLine commandLine(Session session, List<Object> more) {
    CommandLine compare = new CommandLine(new CompareCommand(session));
    listExperiments(compare.getCommandSpec().usageMessage(), session.experiments().names());
    CommandLine commands =
        new CommandLine(new EspalierCommand())
            .addSubcommand(compare)
            .addSubcommand(new MergeCommand(session))
            .addSubcommand(new TuneCommand(session))
            .addSubcommand(new RecordCommand(session))
            .addSubcommand(new EstimateCommand(session))
            .addSubcommand(new PruneCommand(session))
            .addSubcommand(new ExplainCommand(session))
            .addSubcommand(new EvaluateCommand(session))
            .addSubcommand(new FlatnessCommand(session))
            .addSubcommand(new PluginsCommand(session));
    more.forEach(commands::addSubcommand);
    Converters.register(commands);
    commands
        .setOut(writer(session.out()))
        .setErr(writer(session.err()))
        .setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler(CommandRunner::usageError)
        .setExecutionExceptionHandler(CommandRunner::failure);
    return commands;
  }

  /** What is in the box is known at run time, and not where the command is defined. */
  private static void listExperiments(UsageMessageSpec usage, List<String> names) {
    List<String> footer = new ArrayList<>(List.of(usage.footer()));
    footer.add("");
    footer.add("Experiments in the box:" + (names.isEmpty() ? " none" : ""));
    names.forEach(name -> footer.add("  " + name));
    usage.footer(footer.toArray(String[]::new));
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  /** Runs a command and answers its exit code: 0, 1 (failure), 2 (usage) or 130 (stopped). */
  static int run(CommandLine commands, String... args) {
    if (args.length == 0) {
      commands.usage(commands.getOut());
      return USAGE;
    }
    try {
      return commands.execute(args);
    } catch (Error e) { // picocli handles exceptions alone
      return failure(e, commands);
    }
  }

  private static int usageError(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command
        .getErr()
        .println("espalier: " + UsageMessage.of(e) + " (" + name + " --help shows how)");
    return USAGE;
  }

  private static int failure(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    return failure(e, command);
  }

  private static int failure(Throwable e, CommandLine command) {
    command.getErr().println("espalier: " + FailureMessage.of(e));
    if (e instanceof CancelledException) {
      return INTERRUPTED;
    }
    EspalierCommand top = (EspalierCommand) command.getCommandSpec().root().userObject();
    if (top.isVerbose()) {
      e.printStackTrace(command.getErr());
    }
    return e instanceof IllegalArgumentException ? USAGE : FAILURE;
  }
}
