package org.espalier.harness.internal.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class JobPoolTest {
  private final List<String> order = Collections.synchronizedList(new ArrayList<>());

  @Test
  void runsTheLowestRankFirstAndEqualRanksInTheirOrder() {
    CountDownLatch gate = new CountDownLatch(1);
    try (JobPool pool = new JobPool(1)) {
      pool.add(0, () -> pass(gate));
      pool.add(2, () -> order.add("2a"));
      pool.add(1, () -> order.add("1a"));
      pool.add(2, () -> order.add("2b"));
      pool.add(1, () -> order.add("1b"));
      pool.add(-1, () -> order.add("-1"));
      gate.countDown();
      assertFalse(pool.await(() -> order.add("interrupted")));
    }
    assertEquals(List.of("-1", "1a", "1b", "2a", "2b"), order);
  }

  @Test
  void waitsForWhatJobsAdd() {
    AtomicInteger leaves = new AtomicInteger();
    try (JobPool pool = new JobPool(2)) {
      pool.add(0, () -> grow(pool, 5, leaves));
      assertFalse(pool.await(() -> {}));
      assertEquals(32, leaves.get());
    }
  }

  @Test
  void runsAsManyAtOnceAsItHasThreads() {
    CyclicBarrier both = new CyclicBarrier(2);
    try (JobPool pool = new JobPool(2)) {
      for (int i = 0; i < 2; i++) {
        pool.add(0, () -> meet(both));
      }
      pool.await(() -> {});
    }
    assertEquals(List.of("met", "met"), order);
  }

  @Test
  void saysThatItWasInterruptedAndStillWaits() {
    Thread waiting = Thread.currentThread();
    CountDownLatch told = new CountDownLatch(1);
    AtomicInteger interrupts = new AtomicInteger();
    try (JobPool pool = new JobPool(1)) {
      pool.add(
          0,
          () -> {
            waiting.interrupt();
            pass(told);
            order.add("done");
          });
      boolean interrupted =
          pool.await(
              () -> {
                interrupts.incrementAndGet();
                told.countDown();
              });
      assertTrue(interrupted);
      assertFalse(Thread.interrupted(), "the caller decides what becomes of the interrupt");
    }
    assertEquals(1, interrupts.get());
    assertEquals(List.of("done"), order);
  }

  @Test
  void hasNothingToWaitForWithoutJobs() {
    try (JobPool pool = new JobPool(1)) {
      assertFalse(pool.await(() -> order.add("interrupted")));
    }
    assertEquals(List.of(), order);
  }

  @Test
  void keepsWhatAJobThrewAndRunsTheOthers() {
    OutOfMemoryError thrown = new OutOfMemoryError("no heap");
    try (JobPool pool = new JobPool(1)) {
      pool.add(
          0,
          () -> {
            throw thrown;
          });
      pool.add(
          1,
          () -> {
            throw new IllegalStateException("a second one");
          });
      pool.add(2, () -> order.add("other"));
      assertFalse(pool.await(() -> order.add("stopped")));
      assertEquals(Optional.of(thrown), pool.failure());
    }
    assertTrue(order.contains("other"), order::toString);
  }

  private static void grow(JobPool pool, int depth, AtomicInteger leaves) {
    if (depth == 0) {
      leaves.incrementAndGet();
      return;
    }
    pool.add(depth, () -> grow(pool, depth - 1, leaves));
    pool.add(depth, () -> grow(pool, depth - 1, leaves));
  }

  private static void pass(CountDownLatch gate) {
    try {
      if (!gate.await(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the gate stayed shut");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void meet(CyclicBarrier barrier) {
    try {
      barrier.await(10, TimeUnit.SECONDS);
      order.add("met");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
