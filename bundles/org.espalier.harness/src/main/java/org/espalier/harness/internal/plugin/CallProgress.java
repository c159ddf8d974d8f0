package org.espalier.harness.internal.plugin;

import org.espalier.core.Progress;

/**
 * A progress for work that calls plugins: who asks it in a call shows that the call is alive, and
 * is told to stop when the call is overdue.
 *
 * @param progress the caller's
 */
public record CallProgress(Progress progress) implements Progress {
  /** Of any progress, once. */
  public static CallProgress of(Progress progress) {
    return progress instanceof CallProgress call ? call : new CallProgress(progress);
  }

  @Override
  public void at(long done, long total, String what) {
    CallGroup.current().ifPresent(CallGroup::sign);
    progress.at(done, total, what);
  }

  @Override
  public boolean isCancelled() {
    boolean cancelled = progress.isCancelled();
    CallGroup group = CallGroup.current().orElse(null);
    if (group == null) {
      return cancelled;
    }
    group.sign();
    if (cancelled) {
      group.tellCancelled();
    }
    return cancelled || group.isOverdue();
  }
}
