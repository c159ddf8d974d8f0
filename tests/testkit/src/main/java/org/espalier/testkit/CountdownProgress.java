package org.espalier.testkit;

import java.util.concurrent.atomic.AtomicInteger;
import org.espalier.core.Progress;

/**
 * A progress that is cancelled after a number of slow reads, and fails whoever goes on reading for
 * a second after that.
 */
final class CountdownProgress implements Progress {
  private static final int PAUSE_MILLIS = 5;
  private static final int READS_PER_SECOND = 1000 / PAUSE_MILLIS;

  private final AtomicInteger left;

  /**
   * @param reads after which it is cancelled; 0 for a progress that is cancelled from the start
   */
  CountdownProgress(int reads) {
    left = new AtomicInteger(reads);
  }

  /** Counts a read of a row or a gradient, and takes 5 ms as if it came from a slow disk. */
  void slowRead() {
    if (left.decrementAndGet() < -READS_PER_SECOND) {
      throw new AssertionError("went on reading for a second after the cancellation");
    }
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void at(long done, long total, String what) {}

  @Override
  public boolean isCancelled() {
    return left.get() <= 0;
  }
}
