package org.espalier.lib.dl4j.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ReachableExecutionerTest {
  @SuppressWarnings("unused")
  private static volatile byte @Nullable [] garbage;

  @Test
  void isTheOneThatOperationsRunIn() {
    assertInstanceOf(ReachableExecutioner.class, Nd4j.getExecutioner());
    assertEquals(5, Nd4j.ones(DataType.FLOAT, 5).sumNumber().intValue());
  }

  /** With ND4J's own executioner the process dies here. */
  @Test
  void broadcastsOutliveCollections() throws InterruptedException {
    int rounds = 60_000;
    INDArray sums = Nd4j.zeros(DataType.FLOAT, 4, 3);
    INDArray row = Nd4j.ones(DataType.FLOAT, 1, 3);
    AtomicBoolean over = new AtomicBoolean();
    Thread litter =
        new Thread(
            () -> {
              while (!over.get()) {
                garbage = new byte[100_000];
                LockSupport.parkNanos(100_000);
              }
            });
    litter.start();
    for (int round = 0; round < rounds; round++) {
      sums.addiRowVector(row);
    }
    over.set(true);
    litter.join();
    assertEquals(rounds, sums.getFloat(3, 2));
  }
}
