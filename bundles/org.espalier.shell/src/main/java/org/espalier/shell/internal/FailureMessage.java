package org.espalier.shell.internal;

import org.espalier.core.EspalierException;
import org.jspecify.annotations.Nullable;

/** What went wrong, as one line for a person. */
final class FailureMessage {
  private static final int LEAST_GIGABYTES = 8;

  private FailureMessage() {}

  static String of(Throwable e) {
    if (e instanceof EspalierException || e instanceof IllegalArgumentException) {
      return oneLine(e);
    }
    Error error = error(e);
    if (error instanceof OutOfMemoryError) {
      return outOfMemory(error, Runtime.getRuntime().maxMemory());
    }
    Throwable named = error == null ? e : error;
    String message = named.getMessage() == null ? "" : ": " + oneLine(named);
    return "unexpected " + named.getClass().getSimpleName() + message + " (--verbose shows where)";
  }

  /** The error behind an exception, as where another thread hands it on, or null. */
  private static @Nullable Error error(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof Error error) {
        return error;
      }
    }
    return null;
  }

  /** Advises a heap larger than {@code most}, the bytes that Java may use now. */
  static String outOfMemory(Error e, long most) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("array size exceeds")) {
      return "not enough memory: an array would be longer than Java allows; ask for less";
    }
    long gigabytes = Math.max(LEAST_GIGABYTES, 2 * (most >> 30));
    return "not enough memory; give more with ESPALIER_OPTS=-Xmx" + gigabytes + "g";
  }

  static String oneLine(Throwable e) {
    return String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", "; ");
  }
}
