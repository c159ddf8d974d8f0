package org.espalier.harness.internal.plugin;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.espalier.core.CancelledException;
import org.espalier.core.EspalierException;

/**
 * Calls plugins on threads that can be given up, and tells their failures from their refusals: an
 * {@code IllegalArgumentException} or {@code EspalierException} is an answer, whatever else is
 * thrown, an overdue call, and threads that are left behind again and again are failures.
 */
final class Guard implements AutoCloseable {
  private static final long LEFT_BEHIND_MILLIS = 200;

  private final CallLimits limits;
  private final Deque<CallThread> idle = new ArrayDeque<>();
  private boolean closed;

  Guard(CallLimits limits) {
    this.limits = limits;
  }

  CallLimits limits() {
    return limits;
  }

  /**
   * Makes a call and waits for its end.
   *
   * @param record of the plugin that is called
   * @throws BrokenPluginException if it fails
   * @throws Exception what the plugin refuses with
   */
  Object call(CallRecord record, Callable<?> work) throws Exception {
    return call(record, work, false);
  }

  /**
   * The same, for a call that has nothing left to do once it has answered.
   *
   * @param whole whether threads that it leaves behind are a failure
   */
  Object call(CallRecord record, Callable<?> work, boolean whole) throws Exception {
    CallThread thread = take();
    Set<Thread> before = new HashSet<>(thread.group().threads());
    boolean reusable = false;
    try {
      Object result = await(thread, record, thread.begin(work));
      reusable = true;
      if (whole) {
        requireNothingLeftBehind(thread, record, before);
      }
      return result;
    } catch (ExecutionException e) {
      reusable = true;
      throw failure(record, thread.group(), e.getCause() == null ? e : e.getCause());
    } finally {
      if (reusable) {
        giveBack(thread);
      }
    }
  }

  private Object await(CallThread thread, CallRecord record, CallThread.Call call)
      throws ExecutionException {
    long start = System.nanoTime();
    while (true) {
      long now = System.nanoTime();
      long left = limits.silence().toNanos() - (now - thread.group().lastSign());
      if (!limits.total().isZero()) {
        left = Math.min(left, limits.total().toNanos() - (now - start));
      }
      if (left <= 0) {
        throw overdue(thread, record, call, now - start);
      }
      try {
        return call.await(left);
      } catch (TimeoutException e) {
        // There may have been signs of life meanwhile.
      }
    }
  }

  private BrokenPluginException overdue(
      CallThread thread, CallRecord record, CallThread.Call call, long nanos) {
    thread.group().tellOverdue();
    boolean ended = ends(call);
    if (!ended) {
      thread.group().interrupt();
      ended = ends(call);
    }
    boolean silent = System.nanoTime() - thread.group().lastSign() >= limits.silence().toNanos();
    String cause =
        "%s, and %s"
            .formatted(
                silent
                    ? "gave no sign of life for %d s".formatted(limits.silence().toSeconds())
                    : "took more than %d s".formatted(Duration.ofNanos(nanos).toSeconds()),
                ended ? "was stopped" : "can't be stopped: its thread was given up");
    BrokenPluginException failure = record.failed(cause, null);
    if (ended) {
      giveBack(thread);
      return failure;
    }
    return new AbandonedCallException(failure);
  }

  /** Whether a call ends in the time of grace, in whatever way. */
  private boolean ends(CallThread.Call call) {
    try {
      call.await(limits.grace().toNanos());
      return true;
    } catch (ExecutionException e) {
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  private static Exception failure(CallRecord record, CallGroup group, Throwable thrown) {
    if (thrown instanceof CancelledException cancelled) {
      return group.isCancelled()
          ? cancelled
          : record.failed("ended as if it had been cancelled, but nobody had asked it to", thrown);
    }
    if (thrown instanceof OutOfMemoryError error) { // whose fault it is can't be told
      throw error;
    }
    if (thrown instanceof EspalierException || thrown instanceof IllegalArgumentException) {
      return (RuntimeException) thrown;
    }
    String text = thrown.getMessage();
    return record.failed(
        "threw " + thrown.getClass().getSimpleName() + (text == null ? "" : ": " + text), thrown);
  }

  /** Threads that a plugin began and that don't end; once may be a library that has woken up. */
  private void requireNothingLeftBehind(CallThread thread, CallRecord record, Set<Thread> before) {
    List<Thread> more = new ArrayList<>(thread.group().threads());
    more.removeAll(before);
    long end = System.nanoTime() + LEFT_BEHIND_MILLIS * 1_000_000;
    for (Thread other : more) {
      try {
        other.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    List<String> left = more.stream().filter(Thread::isAlive).map(Thread::getName).toList();
    if (!left.isEmpty()) {
      record.leftBehind(left);
    }
  }

  private synchronized CallThread take() {
    CallThread thread = idle.poll();
    return thread == null ? new CallThread() : thread;
  }

  private synchronized void giveBack(CallThread thread) {
    if (closed) {
      thread.end();
    } else {
      idle.push(thread); // the last used first: natives keep memory for each thread
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    idle.forEach(CallThread::end);
    idle.clear();
  }
}
