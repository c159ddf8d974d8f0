package org.espalier.harness.internal.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.espalier.core.CancelledException;
import org.espalier.core.EspalierException;
import org.espalier.core.Progress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuardTest {
  private static final CallLimits LIMITS =
      new CallLimits(Duration.ofMillis(300), Duration.ofSeconds(1), Duration.ofMillis(200), 3);

  private final Guard guard = new Guard(LIMITS);
  private final CallRecord record = new CallRecord("estimator e", 3);
  private final Progress progress = new CallProgress(Progress.NONE);

  @AfterEach
  void close() {
    guard.close();
  }

  @Test
  void passesAnAnswerOnFromAThreadOfItsOwn() throws Exception {
    Thread thread = (Thread) guard.call(record, Thread::currentThread);
    assertNotEquals(Thread.currentThread(), thread);
    assertSame(thread, guard.call(record, Thread::currentThread), "a thread for each call");
    assertFalse(record.isQuarantined());
  }

  @Test
  void passesRefusalsOnAndCountsThemNot() {
    for (int i = 0; i < 5; i++) {
      IllegalArgumentException option = new IllegalArgumentException("no such option");
      assertSame(
          option, assertThrows(IllegalArgumentException.class, () -> call(() -> fail(option))));
      EspalierException short_ = new EspalierException("too short");
      assertSame(short_, assertThrows(EspalierException.class, () -> call(() -> fail(short_))));
    }
    assertFalse(record.isQuarantined());
  }

  @Test
  void namesThePluginAndTheCauseAndQuarantinesAfterThree() {
    for (Throwable thrown :
        new Throwable[] {
          new IllegalStateException("two\nlines"),
          new NoClassDefFoundError("com/example/Gone"),
          new StackOverflowError()
        }) {
      assertFalse(record.isQuarantined());
      BrokenPluginException broken = broken(() -> fail(thrown));
      assertSame(thrown, broken.getCause());
      assertTrue(
          String.valueOf(broken.getMessage())
              .startsWith("estimator e threw " + thrown.getClass().getSimpleName()),
          broken.getMessage());
      assertFalse(String.valueOf(broken.getMessage()).contains("\n"), "one line");
    }
    assertTrue(record.isQuarantined());
    assertEquals(
        "estimator e is quarantined after 3 failures; the last: it threw StackOverflowError;"
            + " 'plugins lift' or an update of its bundle lifts that",
        record.reason());
    record.lift();
    assertFalse(record.isQuarantined());
  }

  @Test
  void forgivesFailuresThatAnAcceptedAnswerFollows() {
    for (int i = 0; i < 5; i++) {
      broken(() -> fail(new IllegalStateException()));
      broken(() -> fail(new IllegalStateException()));
      record.accepted();
    }
    assertFalse(record.isQuarantined());
  }

  @Test
  void tellsACancellationFromOneThatNobodyAskedFor() {
    BrokenPluginException broken = broken(() -> fail(new CancelledException()));
    assertEquals(
        "estimator e ended as if it had been cancelled, but nobody had asked it to",
        broken.getMessage());
    AtomicBoolean cancelled = new AtomicBoolean(true);
    Progress asked =
        new CallProgress(
            new Progress() {
              @Override
              public void at(long done, long total, String what) {}

              @Override
              public boolean isCancelled() {
                return cancelled.get();
              }
            });
    assertThrows(CancelledException.class, () -> call(() -> check(asked)));
  }

  @Test
  void stopsWhoGivesNoSignOfLife() {
    CountDownLatch never = new CountDownLatch(1);
    assertEquals(
        "estimator e gave no sign of life for 0 s, and was stopped",
        broken(
                () -> {
                  never.await(); // ends by the interrupt
                  return "";
                })
            .getMessage());
  }

  @Test
  void stopsWhoTakesTooLongThroughTheProgress() {
    assertEquals(
        "estimator e took more than 1 s, and was stopped",
        broken(
                () -> {
                  while (true) {
                    progress.check();
                    Thread.onSpinWait();
                  }
                })
            .getMessage());
  }

  @Test
  void givesUpTheThreadOfWhoCannotBeStoppedAndGoesOn() throws Exception {
    AtomicBoolean free = new AtomicBoolean();
    try {
      BrokenPluginException broken =
          assertThrows(
              AbandonedCallException.class,
              () ->
                  call(
                      () -> {
                        while (!free.get()) {
                          Thread.onSpinWait();
                        }
                        return "";
                      }));
      assertEquals(
          "estimator e gave no sign of life for 0 s, and can't be stopped: its thread was given up",
          broken.getMessage());
      assertEquals("next", guard.call(record, () -> "next"));
    } finally {
      free.set(true);
    }
  }

  /** As when a policy asks for gradients, for which an adapter is called on a thread of its own. */
  @Test
  void doesNotAnswerForThreadsOfCallsWithinACall() throws Exception {
    for (int depth = 2; depth < 8; depth++) {
      assertEquals("", nested(depth));
    }
    assertEquals("", record.last());
    assertFalse(record.isQuarantined());
  }

  private Object nested(int depth) throws Exception {
    return depth == 0 ? "" : guard.call(record, () -> nested(depth - 1), true);
  }

  @Test
  void tellsThreadsThatAreLeftBehindAgainAndAgain() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try {
      for (int i = 0; i < 4; i++) {
        assertFalse(record.isQuarantined(), "after " + i);
        guard.call(record, () -> begin(end, "left"), true);
      }
      assertTrue(record.isQuarantined());
      assertEquals("left threads behind in 4 calls, at last left", record.last());
    } finally {
      end.countDown();
    }
  }

  @Test
  void mindsNoThreadThatEnds() throws Exception {
    CountDownLatch end = new CountDownLatch(0);
    for (int i = 0; i < 6; i++) {
      guard.call(record, () -> begin(end, "short"), true);
    }
    assertFalse(record.isQuarantined());
  }

  /** Java may begin a worker of the pool that all share in a call's group, where it stays. */
  @Test
  void mindsNoThreadOfThePoolThatAllShare() throws Exception {
    assertTrue(CallGroup.isShared(worker(ForkJoinPool.commonPool())));
    ForkJoinPool own = new ForkJoinPool(1);
    try {
      assertFalse(CallGroup.isShared(worker(own)));
    } finally {
      own.shutdown();
    }
    assertFalse(CallGroup.isShared(Thread.currentThread()));
  }

  /** Whoever waits for a task of such a pool may run it, but not who waits for a queue. */
  private static Thread worker(ForkJoinPool pool) throws InterruptedException {
    BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    pool.execute(() -> threads.add(Thread.currentThread()));
    return threads.take();
  }

  private static String begin(CountDownLatch end, String name) {
    Thread thread =
        new Thread(
            () -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return name;
  }

  private static String check(Progress progress) {
    progress.check();
    return "";
  }

  private static String fail(Throwable thrown) throws Exception {
    if (thrown instanceof Exception exception) {
      throw exception;
    }
    throw (Error) thrown;
  }

  private Object call(Callable<?> work) throws Exception {
    return guard.call(record, work);
  }

  private BrokenPluginException broken(Callable<?> work) {
    return assertThrows(BrokenPluginException.class, () -> call(work));
  }
}
