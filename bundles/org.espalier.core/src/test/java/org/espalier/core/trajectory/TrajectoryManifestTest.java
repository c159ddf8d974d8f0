package org.espalier.core.trajectory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.espalier.core.InvalidDataException;
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

  @Test
  void anInterventionalOneHasNoLearningRate() {
    TrajectoryManifest manifest = interventional(List.of());
    assertEquals(
        "an interventional trajectory has no learning rate, for its rows are perturbations of the"
            + " weights and no steps of a training; record a training for what needs one",
        assertThrows(InvalidDataException.class, () -> manifest.learningRate(0)).getMessage());
    assertEquals(
        "an interventional trajectory has no learning rate, but these are given: "
            + List.of(new RatePhase(0, 1)),
        assertThrows(
                IllegalArgumentException.class, () -> interventional(List.of(new RatePhase(0, 1))))
            .getMessage());
    assertEquals(
        TrajectoryKind.INTERVENTIONAL,
        manifest.withComplete(false).withLayout(manifest.layout()).withRates(List.of()).kind());
  }

  private static TrajectoryManifest interventional(List<RatePhase> rates) {
    return new TrajectoryManifest(
        TrajectoryKind.INTERVENTIONAL,
        new ParameterLayout(List.of()),
        "none",
        Map.of(),
        rates,
        LossAfter.SAME_MINIBATCH,
        0,
        "",
        "",
        Map.of(),
        1,
        true);
  }

  private static double[] rates(int stride, int... rows) {
    return IntStream.of(rows).mapToDouble(manifest(stride)::learningRate).toArray();
  }

  private static TrajectoryManifest manifest(int stride) {
    return new TrajectoryManifest(
        TrajectoryKind.TRAINING,
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
