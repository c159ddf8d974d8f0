package org.espalier.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.espalier.core.EspalierException;

/** What the contracts check. */
final class Checks {
  private static final int THREADS = 4;
  private static final int CALLS = 16;

  private Checks() {}

  /** Asserts that the call either gives an answer that is accepted, or refuses in one line. */
  static <T> void answersOrRefuses(Supplier<T> call, Consumer<T> accept) {
    T answer;
    try {
      answer = call.get();
    } catch (EspalierException | IllegalArgumentException e) {
      requireOneLine(e);
      return;
    }
    accept.accept(answer);
  }

  /** Asserts that a refusal is one line that names something. */
  static void requireLineWith(String part, RuntimeException e) {
    requireOneLine(e);
    assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
  }

  static void requireOneLine(RuntimeException e) {
    String message = e.getMessage();
    assertNotNull(message, () -> e + " has no message");
    assertTrue(
        !message.isBlank() && message.lines().count() == 1,
        () -> "the message should be one line: " + message);
  }

  /** Asserts that many threads at once get what one got alone. */
  static void sameFromManyThreads(Object alone, Supplier<?> call) {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> answers = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        answers.add(pool.submit(call::get));
      }
      for (Future<?> answer : answers) {
        assertEquals(alone, answer.get(), "several threads at once get another answer");
      }
    } catch (ExecutionException e) {
      fail("fails where several threads work at once", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail("interrupted", e);
    } finally {
      pool.shutdownNow();
    }
  }

  /** Values that are equal only bit for bit. */
  static String bits(float[] values) {
    int[] bits = new int[values.length];
    Arrays.setAll(bits, k -> Float.floatToRawIntBits(values[k]));
    return Arrays.toString(bits);
  }
}
