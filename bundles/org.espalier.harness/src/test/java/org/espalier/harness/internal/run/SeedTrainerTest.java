package org.espalier.harness.internal.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SeedTrainerTest {
  @Test
  void notesALossAboveThatOfGuessing() {
    assertEquals(List.of(), SeedTrainer.notes(2.30, 10));
    assertEquals(
        List.of(
            "the test loss 15.2 is above ln 10 = 2.30, that of guessing: the training diverged or"
                + " overfits; try a lower learning rate"),
        SeedTrainer.notes(15.2, 10));
    assertEquals(1, SeedTrainer.notes(0.7, 2).size());
    assertEquals(1, SeedTrainer.notes(Double.NaN, 2).size());
  }
}
