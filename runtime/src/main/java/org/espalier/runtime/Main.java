package org.espalier.runtime;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The entry point of {@code bin/espalier}. */
public final class Main {
  /** The distribution's folder, set by the script. */
  private static final String HOME = "espalier.home";

  /** A level of slf4j-simple: error, warn, info, debug or trace. */
  private static final String LOG = "espalier.log";

  private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

  private static final String LOG_NAME = "org.slf4j.simpleLogger.showLogName";

  /** The features of what runs for long, which a single command does without. */
  private static final Set<String> SHELL_FEATURES = Set.of("gogo", "health");

  private static final String SHELL_COMMAND = "shell";

  /** Tells of every provider that it registers; held, else its level would be forgotten. */
  private static final Logger SPI_FLY = Logger.getLogger("org.apache.aries.spifly");

  private Main() {}

  public static void main(String[] args) {
    boolean verbose = Arrays.asList(args).contains("--verbose");
    chooseLogLevel(verbose);
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT); // numbers as in the files
    System.exit(run(args, verbose));
  }

  /** Before the first logger is made: slf4j-simple reads the level once. */
  private static void chooseLogLevel(boolean verbose) {
    String level = System.getProperty(LOG, verbose ? "info" : "");
    if (!level.isEmpty()) {
      System.setProperty(LOG_LEVEL, level);
    }
    if (!verbose) {
      System.setProperty(LOG_NAME, "false"); // a line for users, not for us
      SPI_FLY.setLevel(Level.WARNING);
    }
  }

  private static int run(String[] args, boolean verbose) {
    try {
      String home = System.getProperty(HOME);
      if (home == null) {
        throw new LaunchException("-D" + HOME + "=FOLDER is missing; start through bin/espalier");
      }
      return new CommandRun().run(Path.of(home), features(Path.of(home), args), args);
    } catch (Throwable e) { // else the framework's own threads would keep the process alive
      System.err.println("espalier: " + message(e));
      if (verbose) {
        e.printStackTrace();
      }
      return 1;
    }
  }

  private static String message(Throwable e) {
    if (e instanceof LaunchException) {
      return String.valueOf(e.getMessage());
    } else if (e instanceof OutOfMemoryError) {
      return "not enough memory to start; give more with ESPALIER_OPTS=-Xmx8g";
    }
    String text = e.toString().strip().replaceAll("\\s*\\R\\s*", "; ");
    return "unexpected " + text + " (--verbose shows where)";
  }

  private static List<String> features(Path home, String[] args) {
    boolean shell =
        Arrays.stream(args)
            .filter(arg -> !arg.startsWith("-"))
            .findFirst()
            .filter(SHELL_COMMAND::equals)
            .isPresent();
    return new Distribution(home)
        .features().stream().filter(name -> shell || !SHELL_FEATURES.contains(name)).toList();
  }
}
