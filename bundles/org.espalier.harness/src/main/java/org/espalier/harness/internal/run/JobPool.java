package org.espalier.harness.internal.run;

import java.util.Comparator;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

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

  /** Adds a job; it must not throw. */
  void add(long rank, Runnable work) {
    synchronized (idle) {
      outstanding++;
    }
    executor.execute(
        new Job(
            rank,
            numbers.getAndIncrement(),
            () -> {
              try {
                work.run();
              } finally {
                done();
              }
            }));
  }

  private void done() {
    synchronized (idle) {
      outstanding--;
      idle.notifyAll();
    }
  }

  /**
   * Waits until every job is done, those added meanwhile too.
   *
   * @param onInterrupt is called if the waiting thread is interrupted; the wait goes on
   * @return whether it was interrupted
   */
  boolean await(Runnable onInterrupt) {
    boolean interrupted = false;
    synchronized (idle) {
      while (outstanding > 0) {
        try {
          idle.wait();
        } catch (InterruptedException e) {
          interrupted = true;
          onInterrupt.run();
        }
      }
    }
    return interrupted;
  }

  @Override
  public void close() {
    executor.shutdown();
  }
}
