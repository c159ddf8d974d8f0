package org.espalier.shell.internal;

import java.util.ArrayList;
import java.util.List;
import org.espalier.core.Suggestions;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, as one line; names what was probably meant. */
final class UsageMessage {
  private UsageMessage() {}

  static String of(ParameterException e) {
    if (e instanceof UnmatchedArgumentException || e instanceof MissingParameterException) {
      // What is unknown comes before what is missing: a mistyped option is both.
      for (CommandLine c = e.getCommandLine(); c != null; c = c.getParent()) {
        String unknown = unknown(c);
        if (!unknown.isEmpty()) {
          return unknown;
        }
      }
    }
    return FailureMessage.oneLine(e);
  }

  /** The first argument of a command that it doesn't know, or nothing. */
  private static String unknown(CommandLine command) {
    List<String> unmatched = command.getUnmatchedArguments();
    if (command.getParent() == null && !unmatched.isEmpty() && !isOption(unmatched.get(0))) {
      return Suggestions.unknown("command", unmatched.get(0), command.getSubcommands().keySet());
    }
    return unmatched.stream()
        .filter(UsageMessage::isOption)
        .findFirst()
        .map(option -> unknownOption(command, option))
        .orElse("");
  }

  private static boolean isOption(String argument) {
    return argument.matches("-{1,2}[a-zA-Z].*");
  }

  private static String unknownOption(CommandLine command, String argument) {
    String option = argument.replaceFirst("=.*", "");
    List<String> known = new ArrayList<>();
    command.getCommandSpec().options().forEach(o -> known.add(o.longestName().substring(2)));
    List<String> near = Suggestions.nearest(option.replaceFirst("^-+", ""), known);
    return "unknown option '"
        + option
        + "'"
        + (near.isEmpty() ? "" : "; did you mean --" + String.join(" or --", near) + "?");
  }
}
