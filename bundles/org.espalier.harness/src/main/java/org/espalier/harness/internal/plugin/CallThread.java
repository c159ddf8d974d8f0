package org.espalier.harness.internal.plugin;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** A thread that makes calls of plugins, one after the other, in a group of its own. */
final class CallThread {
  private static final AtomicLong NUMBERS = new AtomicLong();

  private final CallGroup group;
  private final LinkedBlockingQueue<Runnable> calls = new LinkedBlockingQueue<>();
  private volatile boolean ended;

  CallThread() {
    String name = "espalier-call-" + NUMBERS.incrementAndGet();
    group = new CallGroup(name);
    Thread thread = new Thread(group, this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  CallGroup group() {
    return group;
  }

  /** Begins a call, with the context class loader of the calling thread. */
  Call begin(Callable<?> work) {
    group.begin();
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    Call call = new Call();
    calls.add(
        () -> {
          Thread.currentThread().setContextClassLoader(loader);
          call.make(work);
          Thread.currentThread().setContextClassLoader(null); // may be that of a plugin
        });
    return call;
  }

  /** Ends the thread after what it does. */
  void end() {
    ended = true;
    calls.add(() -> {});
  }

  private void run() {
    while (!ended) {
      try {
        calls.take().run();
        Thread.interrupted(); // an interrupt was for the call
      } catch (InterruptedException e) {
        // As well: nobody else interrupts this thread.
      }
    }
  }

  /** One call. */
  static final class Call {
    private final CompletableFuture<Object> result = new CompletableFuture<>();

    @SuppressWarnings("NullAway") // a call may answer null
    private void make(Callable<?> work) {
      try {
        result.complete(work.call());
      } catch (Throwable e) { // also the errors of a plugin
        result.completeExceptionally(e);
      }
    }

    /** Waits for the end, whatever interrupts the waiting thread. */
    Object await(long nanos) throws ExecutionException, TimeoutException {
      boolean interrupted = false;
      long deadline = System.nanoTime() + nanos;
      try {
        while (true) {
          try {
            return result.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}
