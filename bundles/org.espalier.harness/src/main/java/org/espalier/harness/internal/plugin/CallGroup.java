package org.espalier.harness.internal.plugin;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;

/**
 * The threads of one call of a plugin: the one that makes it, and all that are begun on it, which
 * Java puts into the same group.
 */
final class CallGroup extends ThreadGroup {
  private static final int MORE = 16;

  private volatile long lastSign = System.nanoTime();
  private volatile boolean overdue;
  private volatile boolean cancelled;

  CallGroup(String name) {
    super(outside(), name);
  }

  /** Not within another call's group, whose plugin would answer for this one's threads, too. */
  private static ThreadGroup outside() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group instanceof CallGroup) {
      group = group.getParent();
    }
    return group;
  }

  /** The group of the calling thread, if that is a plugin's. */
  static Optional<CallGroup> current() {
    Thread thread = Thread.currentThread();
    return thread.getThreadGroup() instanceof CallGroup group && !isShared(thread)
        ? Optional.of(group)
        : Optional.empty();
  }

  /**
   * Whether a thread is of the pool that all share: Java begins it in the group of whoever needed
   * it first, but it stays, and works for others.
   */
  static boolean isShared(Thread thread) {
    return thread instanceof ForkJoinWorkerThread worker
        && worker.getPool() == ForkJoinPool.commonPool();
  }

  void begin() {
    overdue = false;
    cancelled = false;
    sign();
  }

  /** Somebody in the group has shown that it is alive. */
  void sign() {
    lastSign = System.nanoTime();
  }

  long lastSign() {
    return lastSign;
  }

  /** Tells all in the group that ask to stop. */
  void tellOverdue() {
    overdue = true;
  }

  boolean isOverdue() {
    return overdue;
  }

  /** The caller wants the work to stop, and somebody in the group has been told. */
  void tellCancelled() {
    cancelled = true;
  }

  boolean isCancelled() {
    return cancelled;
  }

  /** Those that are alive, but for those of the pool that all share. */
  List<Thread> threads() {
    Thread[] threads = new Thread[activeCount() + MORE];
    int count = enumerate(threads);
    return Arrays.stream(threads).limit(count).filter(t -> t != null && !isShared(t)).toList();
  }
}
