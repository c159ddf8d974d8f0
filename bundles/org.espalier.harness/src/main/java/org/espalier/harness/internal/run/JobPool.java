package org.espalier.harness.internal.run;

import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs on a few threads, those of the lowest rank first; a job may add more. Ranks by seed
 * finish one seed before the next begins, so that few trajectories are on disk at once.
 */
final class JobPool implements AutoCloseable {
  private record Job(long rank, long number, Runnable work) implements Runnable {
    @Override
    public void run() {
      work.run();
    }
  }

  private final AtomicLong numbers = new AtomicLong();
  private final Object idle = new Object();
  private final ThreadPoolExecutor executor;
  private int outstanding;
  private @Nullable Throwable failure;

  JobPool(int threads) {
    Comparator<Runnable> byRank =
        Comparator.comparing(
            r -> (Job) r, Comparator.comparingLong(Job::rank).thenComparingLong(Job::number));
    executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new PriorityBlockingQueue<>(64, byRank),
            work -> {
              Thread thread = new Thread(work, "espalier-cell");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Adds a job; what it throws is kept as {@link #failure}. */
  void add(long rank, Runnable work) {
    synchronized (idle) {
      outstanding++;
    }
    try {
      executor.execute(new Job(rank, numbers.getAndIncrement(), () -> run(work)));
    } catch (Exception | Error e) { // such as no memory for another thread
      done(e);
    }
  }

  private void run(Runnable work) {
    Throwable thrown = null;
    try {
      work.run();
    } catch (Exception | Error e) {
      thrown = e;
    }
    done(thrown);
  }

  private void done(@Nullable Throwable thrown) {
    synchronized (idle) {
      outstanding--;
      if (failure == null) {
        failure = thrown;
      }
      idle.notifyAll();
    }
  }

  /**
   * Waits until every job is done, those added meanwhile too.
   *
   * @param stop is called if the waiting thread is interrupted, and once a job has failed; the wait
   *     goes on
   * @return whether it was interrupted
   */
  boolean await(Runnable stop) {
    boolean interrupted = false;
    boolean failed = false;
    synchronized (idle) {
      while (outstanding > 0) {
        try {
          idle.wait();
        } catch (InterruptedException e) {
          interrupted = true;
          stop.run();
        }
        if (failure != null && !failed) {
          failed = true;
          stop.run();
        }
      }
    }
    return interrupted;
  }

  /** The first thing that a job threw, if any did. */
  Optional<Throwable> failure() {
    synchronized (idle) {
      return Optional.ofNullable(failure);
    }
  }

  @Override
  public void close() {
    executor.shutdown();
  }
}
