package org.espalier.core.trajectory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.RatePhase;
import org.junit.jupiter.api.Test;

class TrajectoryManifestTest {
  private static final List<RatePhase> RATES =
      List.of(new RatePhase(0, 1), new RatePhase(3, 0.5), new RatePhase(8, 0.25));

  @Test
  void hasTheRateOfTheStepThatARowHolds() {
    assertArrayEquals(new double[] {1, 1, 1, 0.5, 0.5}, rates(1, 0, 1, 2, 3, 4));
    assertArrayEquals(new double[] {1, 1, 0.5, 0.5, 0.25}, rates(2, 0, 1, 2, 3, 4));
    assertArrayEquals(new double[] {1, 0.25}, rates(Integer.MAX_VALUE, 0, 1_000));
  }

  @Test
  void holdsEveryStepUnlessItIsToldOtherwise() {
    TrajectoryManifest every =
        new TrajectoryManifest(
            new ParameterLayout(List.of()),
            "sgd",
            Map.of(),
            RATES,
            LossAfter.SAME_MINIBATCH,
            0,
            "",
            "",
            Map.of(),
            true);
    assertEquals(1, every.stride());
    assertEquals(manifest(1), every);
    assertEquals(7, manifest(7).withComplete(false).stride());
  }

  @Test
  void refusesAStrideBelowOne() {
    for (int stride : new int[] {0, -3}) {
      assertEquals(
          "stride = " + stride + "; it must be at least 1",
          assertThrows(IllegalArgumentException.class, () -> manifest(stride)).getMessage());
    }
  }

  private static double[] rates(int stride, int... rows) {
    return IntStream.of(rows).mapToDouble(manifest(stride)::learningRate).toArray();
  }

  private static TrajectoryManifest manifest(int stride) {
    return new TrajectoryManifest(
        new ParameterLayout(List.of()),
        "sgd",
        Map.of(),
        RATES,
        LossAfter.SAME_MINIBATCH,
        0,
        "",
        "",
        Map.of(),
        stride,
        true);
  }
}
