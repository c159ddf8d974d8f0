package org.espalier.shell.internal;

import java.time.Duration;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.espalier.core.Progress;
import org.jspecify.annotations.Nullable;

/** Progress for a person: a bar with the time left on a terminal, now and then a line elsewhere. */
final class ConsoleProgress implements Progress, AutoCloseable {
  /** Set by the launching script: the terminal's columns if errors go to one, else 0. */
  static final String COLUMNS = "espalier.columns";

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  /** Before one of so many parts is done, the time left would be a guess. */
  private static final int EARLY = 20;

  private final Session session;
  private final int columns = Integer.getInteger(COLUMNS, 0);
  private final LongSupplier nanoTime;
  private final long start;
  private long lastLine;
  private @Nullable ProgressBar bar;
  private boolean closed;

  ConsoleProgress(Session session) {
    this(session, System::nanoTime);
  }

  ConsoleProgress(Session session, LongSupplier nanoTime) {
    this.session = session;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
    this.lastLine = start;
  }

  @Override
  public synchronized void at(long done, long total, String what) {
    if (closed) {
      return;
    }
    if (columns > 0) {
      draw(done, total, what);
    } else if (nanoTime.getAsLong() - lastLine >= BETWEEN_LINES.toNanos()) {
      lastLine = nanoTime.getAsLong();
      session.err().println(line(done, total, what));
    }
  }

  private void draw(long done, long total, String what) {
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("")
              .setInitialMax(total)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              .setConsumer(new ConsoleProgressBarConsumer(session.err(), columns - 1))
              .build();
    }
    bar.setExtraMessage(what); // a bar can't change its name
    bar.maxHint(total);
    bar.stepTo(done);
  }

  private String line(long done, long total, String what) {
    if (done * EARLY < total) {
      return "%d of %d %s".formatted(done, total, what);
    }
    double elapsed = (nanoTime.getAsLong() - start) / 1e9;
    long left = Math.round(elapsed * (total - done) / Math.max(1, done));
    return "%d of %d %s, %d:%02d left".formatted(done, total, what, left / 60, left % 60);
  }

  @Override
  public boolean isCancelled() {
    return session.interrupted().getAsBoolean();
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
