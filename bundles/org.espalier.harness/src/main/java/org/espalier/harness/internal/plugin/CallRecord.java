package org.espalier.harness.internal.plugin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the calls of one plugin went; it is quarantined after several failures in a row. */
final class CallRecord {
  private static final Logger LOG = LoggerFactory.getLogger(CallRecord.class);

  private final String plugin;
  private final int most;

  // Guarded by this.
  private int failures;
  private String last = "";
  private int callsWithThreadsLeft;
  private boolean quarantined;

  /**
   * @param plugin its kind and id
   * @param most failures in a row after which it is quarantined
   */
  CallRecord(String plugin, int most) {
    this.plugin = plugin;
    this.most = most;
  }

  /** A call has ended well, and its answer was accepted. */
  synchronized void accepted() {
    failures = 0;
  }

  /**
   * A call has failed.
   *
   * @return to be thrown
   */
  synchronized BrokenPluginException failed(String cause, @Nullable Throwable thrown) {
    String line = cause.replaceAll("\\s*\\R\\s*", " ");
    failures++;
    last = line;
    LOG.debug("{} {}", plugin, line, thrown);
    if (failures >= most && !quarantined) {
      quarantined = true;
      LOG.warn("{}", reason());
    }
    String message = plugin + " " + line;
    return thrown == null
        ? new BrokenPluginException(message)
        : new BrokenPluginException(message, thrown);
  }

  /** A call has ended, but not all the threads that it began; harmless once. */
  synchronized void leftBehind(List<String> threads) {
    callsWithThreadsLeft++;
    if (callsWithThreadsLeft > 1) {
      String cause =
          "left threads behind in %d calls, at last %s"
              .formatted(callsWithThreadsLeft, String.join(", ", threads));
      LOG.warn("{} {}", plugin, cause);
      if (callsWithThreadsLeft > most) {
        last = cause;
        quarantined = true;
        LOG.warn("{}", reason());
      }
    }
  }

  synchronized boolean isQuarantined() {
    return quarantined;
  }

  synchronized String last() {
    return last;
  }

  /** Why it isn't called any more. */
  synchronized String reason() {
    return "%s is quarantined after %s; the last: it %s; 'plugins lift' or an update of its bundle lifts that"
        .formatted(plugin, failures >= most ? failures + " failures" : "its failures", last);
  }

  /** Gives it another chance. */
  synchronized void lift() {
    failures = 0;
    callsWithThreadsLeft = 0;
    quarantined = false;
  }
}
