package org.espalier.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.espalier.core.EspalierException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StepQueueTest {
  private final StepQueue queue = new StepQueue(2, () -> new Step(3, false));

  @Test
  void waitsWhileAllStepsAreFull() throws Exception {
    Step first = queue.acquire();
    queue.submit(first);
    queue.submit(queue.acquire());
    CompletableFuture<Step> third = acquireInBackground();
    List<Step> taken = queue.take(1);
    assertEquals(List.of(first), taken);
    assertTrue(!third.isDone(), "both steps are in use");
    queue.release(taken);
    assertSame(first, third.get(20, TimeUnit.SECONDS));
  }

  @Test
  void aFailureWakesWhoeverWaits() throws Exception {
    queue.submit(queue.acquire());
    queue.submit(queue.acquire());
    CompletableFuture<Step> third = acquireInBackground();
    queue.fail(new EspalierException("no space"));
    Throwable told = third.handle((step, failure) -> failure).get(20, TimeUnit.SECONDS);
    assertEquals("no space", String.valueOf(told.getMessage()));
    Expect.refused(EspalierException.class, "no space", queue::acquire);
    queue.requireFailureTold();
  }

  @Test
  void handsOutWhatIsLeftBeforeItEnds() throws InterruptedException {
    Step only = queue.acquire();
    queue.submit(only);
    queue.end();
    assertEquals(List.of(only), queue.take(5));
    assertEquals(List.of(), queue.take(5));
  }

  @Test
  void aFailureNobodyHeardOfIsTold() {
    queue.fail(new EspalierException("no space"));
    Expect.refused(EspalierException.class, "no space", queue::requireFailureTold);
    queue.requireFailureTold();
  }

  /** Returns once the thread waits in the queue. */
  private CompletableFuture<Step> acquireInBackground() throws InterruptedException {
    CompletableFuture<Step> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(queue.acquire());
              } catch (EspalierException e) {
                result.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    while (thread.getState() != Thread.State.WAITING && !result.isDone()) {
      Thread.sleep(1);
    }
    assertTrue(!result.isDone(), "nothing was free");
    return result;
  }
}
