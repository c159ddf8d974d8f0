package org.espalier.harness.internal.run;

import org.espalier.core.EspalierException;
import org.espalier.harness.internal.plugin.PluginGoneException;
import org.espalier.harness.result.Status;

/** Puts a failure into one line and a status. */
final class Failures {
  private Failures() {}

  /** Whether a plugin's failure may be contained: anything but the virtual machine's own. */
  static boolean isContained(Throwable failure) {
    return failure instanceof RuntimeException
        || failure instanceof LinkageError
        || failure instanceof AssertionError
        || failure instanceof StackOverflowError;
  }

  static Status status(Throwable failure) {
    return failure instanceof PluginGoneException ? Status.ABORTED : Status.FAILED;
  }

  /** Our own errors speak for themselves; others are named by their type. */
  static String line(Throwable failure) {
    String message = failure.getMessage();
    boolean speaks =
        failure instanceof EspalierException || failure instanceof IllegalArgumentException;
    String line =
        speaks && message != null
            ? message
            : failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    return line.replaceAll("\\s*\\R\\s*", " ");
  }
}
