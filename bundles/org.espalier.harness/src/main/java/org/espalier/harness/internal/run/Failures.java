package org.espalier.harness.internal.run;

import org.espalier.core.EspalierException;
import org.espalier.harness.internal.plugin.PluginGoneException;
import org.espalier.harness.result.Status;

/** Puts a failure into one line and a status. */
final class Failures {
  private Failures() {}

  static Status status(Throwable failure) {
    return failure instanceof PluginGoneException ? Status.ABORTED : Status.FAILED;
  }

  /** Our own errors speak for themselves; others are named by their type. */
  static String line(Throwable failure) {
    if (failure instanceof OutOfMemoryError) {
      return "not enough memory (%s); give the JVM more (-Xmx), or take a smaller network"
          .formatted(text(String.valueOf(failure.getMessage())));
    }
    String message = failure.getMessage();
    boolean speaks =
        failure instanceof EspalierException || failure instanceof IllegalArgumentException;
    String line =
        speaks && message != null
            ? message
            : failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    return text(line);
  }

  private static String text(String lines) {
    return lines.replaceAll("\\s*\\R\\s*", " ");
  }
}
