package org.espalier.harness.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
  /** 0.9 (1 − (1 − i/5)³), worked out by hand. */
  @ParameterizedTest
  @CsvSource({"1, 0.4392", "2, 0.7056", "3, 0.8424", "4, 0.8928", "5, 0.9"})
  void rampsCubically(int round, double sparsity) {
    assertEquals(sparsity, new Schedule(5).sparsity(round, 0.9), 1e-12);
  }

  @Test
  void reachesTheTargetToTheBit() {
    assertEquals(0.95, new Schedule(7).sparsity(7, 0.95));
    assertEquals(0.95, Schedule.oneShot().sparsity(1, 0.95));
  }

  @ParameterizedTest
  @CsvSource({"1, 5", "5, 5", "5, 7", "3, 2", "4, 0"})
  void spendsTheWholeBudget(int rounds, int budget) {
    Schedule schedule = new Schedule(rounds);
    int spent = IntStream.rangeClosed(1, rounds).map(r -> schedule.epochs(r, budget)).sum();
    assertEquals(budget, spent);
    assertTrue(schedule.epochs(rounds, budget) >= schedule.epochs(1, budget));
  }

  @Test
  void namesItself() {
    assertEquals("one-shot", new Schedule(1).id());
    assertEquals("iterative-5", new Schedule(5).id());
    assertEquals("iterative-5-unrecorded", new Schedule(5, false).id());
    assertEquals(
        "iterative-5-rewound-to-2",
        new Schedule(5, true, OptionalInt.of(2), SanityCheck.NONE).id());
    assertEquals(
        "one-shot-shuffled", new Schedule(1, true, OptionalInt.empty(), SanityCheck.SHUFFLE).id());
  }

  @Test
  void needsARound() {
    assertEquals(
        "schedule.rounds = 0; it must be at least 1",
        assertThrows(IllegalArgumentException.class, () -> new Schedule(0)).getMessage());
  }
}
