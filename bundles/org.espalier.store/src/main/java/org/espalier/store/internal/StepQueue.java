package org.espalier.store.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.espalier.core.EspalierException;
import org.jspecify.annotations.Nullable;

/**
 * Hands steps from the thread that trains to the one that writes. There are only so many steps, and
 * they go round: with all of them waiting to be written, {@link #acquire} waits too.
 */
final class StepQueue {
  private final Supplier<Step> factory;
  private final int most;
  private final Deque<Step> free = new ArrayDeque<>();
  private final Deque<Step> full = new ArrayDeque<>();
  private int made;
  private boolean ended;
  private @Nullable EspalierException failure;
  private boolean failureTold;

  /**
   * @param most steps that are ever made
   */
  StepQueue(int most, Supplier<Step> factory) {
    this.most = most;
    this.factory = factory;
  }

  /**
   * A step to fill. Waits through interrupts: leaving would drop a step.
   *
   * @throws EspalierException if the writer has failed
   */
  synchronized Step acquire() {
    boolean interrupted = false;
    try {
      while (failure == null && free.isEmpty() && made == most) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    requireNoFailure();
    if (!free.isEmpty()) {
      return free.pop();
    }
    made++;
    return factory.get();
  }

  /** Passes a filled step on. */
  synchronized void submit(Step step) {
    full.add(step);
    notifyAll();
  }

  /** No more steps come. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /**
   * The next steps to write, in order, as many as there are up to {@code batch}; waits for the
   * first, and is empty only when no more come.
   */
  synchronized List<Step> take(int batch) throws InterruptedException {
    while (full.isEmpty() && !ended) {
      wait();
    }
    List<Step> steps = new ArrayList<>();
    while (steps.size() < batch && !full.isEmpty()) {
      steps.add(full.remove());
    }
    return steps;
  }

  /** Gives written steps back to be filled again. */
  synchronized void release(List<Step> steps) {
    steps.forEach(free::push);
    notifyAll();
  }

  /** The writer gives up: whoever waits or comes is told. */
  synchronized void fail(EspalierException reason) {
    failure = reason;
    full.clear();
    notifyAll();
  }

  /**
   * @throws EspalierException if the writer has failed, with its line
   */
  synchronized void requireNoFailure() {
    if (failure != null) {
      failureTold = true;
      throw new EspalierException(String.valueOf(failure.getMessage()), failure);
    }
  }

  /**
   * @throws EspalierException if the writer has failed and no call has said so yet
   */
  synchronized void requireFailureTold() {
    if (!failureTold) {
      requireNoFailure();
    }
  }
}
