package org.espalier.harness.internal.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.espalier.core.CancelledException;
import org.espalier.core.Progress;
import org.espalier.core.model.Dataset;
import org.espalier.testkit.Fixtures;
import org.junit.jupiter.api.Test;

class GradientBatchesTest {
  private static final Dataset DATA =
      new Dataset(
          "four", List.of(2), new float[] {1, 0, 0, 1, 1, 1, 2, -1}, new int[] {0, 1, 2, 0}, 3);

  private final SoftmaxModel model = new SoftmaxModel(2, 3, 1, List.of());
  private final float[] own = model.weights();

  @Test
  void areTakenAtOtherWeightsAndTheModelsOwnComeBack() {
    GradientBatches batches = new GradientBatches(model, DATA, 2, 0, Progress.NONE);
    float[] other = Fixtures.normal(own.length, 1, 2);
    float[] given = other.clone();
    SoftmaxModel there = new SoftmaxModel(2, 3, 1, List.of());
    there.setWeights(other);
    assertEquals(2, batches.count());
    for (int batch = 0; batch < 2; batch++) {
      float[] expected = there.gradient(DATA.select(new int[] {2 * batch, 2 * batch + 1}), 0);
      assertArrayEquals(expected, batches.gradient(batch, other));
      assertFalse(Arrays.equals(expected, batches.gradient(batch)));
      assertArrayEquals(own, model.weights());
    }
    assertArrayEquals(given, other);
  }

  @Test
  void giveTheModelItsOwnWhenTheyAreCancelled() {
    GradientBatches batches = new GradientBatches(model, DATA, 2, 0, new Cancelled());
    assertThrows(CancelledException.class, () -> batches.gradient(0, new float[own.length]));
    assertArrayEquals(own, model.weights());
  }

  private static final class Cancelled implements Progress {
    @Override
    public void at(long done, long total, String what) {}

    @Override
    public boolean isCancelled() {
      return true;
    }
  }
}
