package org.espalier.core.pruning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.junit.jupiter.api.Test;

class StagesTest {
  private static final ParameterLayout LAYOUT = SaliencyTest.layout(600, -7, 400);

  @Test
  void fallByNineTenthsToTheDensityAskedFor() {
    assertArrayEquals(new int[] {800, 720, 648, 583, 525, 500}, Stages.of(request(0.5).build()));
    assertArrayEquals(new int[] {850}, Stages.of(request(0.15).build()));
    assertArrayEquals(new int[] {800}, Stages.of(request(0.2).build()));
    assertArrayEquals(new int[] {1000}, Stages.of(request(0).build()));
  }

  /** Below a density of 0.15, which 0.8 · 0.9¹⁶ is the first to reach. */
  @Test
  void areSmallerWhereFewWeightsAreLeft() {
    int[] stages = Stages.of(request(0.87).build());
    assertArrayEquals(
        new int[] {148, 141, 134, 130},
        Arrays.copyOfRange(stages, stages.length - 4, stages.length));
  }

  @Test
  void goOnFromWhatEarlierRoundsHaveLeft() {
    PruningRequest.Builder request = request(0.5).alive(left(640));
    assertArrayEquals(new int[] {583, 525, 500}, Stages.of(request.build()));
    assertArrayEquals(new int[] {500}, Stages.of(request(0.5).alive(left(500)).build()));
    assertArrayEquals(new int[] {500}, Stages.of(request(0.5).alive(left(400)).build()));
  }

  @Test
  void endAtNothing() {
    ParameterLayout small = SaliencyTest.layout(3);
    assertArrayEquals(
        new int[] {2, 1, 0}, Stages.of(PruningRequest.builder(small, new float[3], 0.9).build()));
  }

  /** 1000 · 0.1^(k/4) are 562.3, 316.2, 177.8 and 100. */
  @Test
  void keepTheSameShareEachTime() {
    assertArrayEquals(new int[] {562, 316, 178, 100}, Stages.exponential(request(0.9).build(), 4));
    assertArrayEquals(new int[] {100}, Stages.exponential(request(0.9).build(), 1));
    assertArrayEquals(new int[] {1000}, Stages.exponential(request(0).build(), 4));
    assertArrayEquals(
        new int[] {200, 100}, Stages.exponential(request(0.9).alive(left(400)).build(), 2));
    assertArrayEquals(
        new int[] {500}, Stages.exponential(request(0.5).alive(left(400)).build(), 9));
    assertArrayEquals(new int[] {1000, 999}, Stages.exponential(request(0.001).build(), 100));
  }

  @Test
  void areRequestsOfTheirOwn() {
    PruningRequest request = request(0.5).seed(9).emptyLayersAllowed(true).build();
    for (int keep : Stages.of(request)) {
      PruningRequest stage = request.stage(keep, left(900));
      assertEquals(keep, stage.keep());
      assertEquals(left(900), stage.alive());
      assertEquals(9, stage.seed());
      assertEquals(true, stage.emptyLayersAllowed());
    }
    assertEquals(0.5, request.stage(500, left(520)).sparsity());
    assertEquals(0.96, none().stage(0, Mask.all(none().layout())).sparsity());
  }

  /** Quotas go down together: each as far on its way as the stage is, and the last as asked. */
  @Test
  void shareTheirQuotas() {
    PruningRequest request = request(0.8).quotas(List.of(200, 0)).build();
    Mask left = Mask.all(LAYOUT);
    for (int keep : Stages.of(request)) {
      PruningRequest stage = request.stage(keep, left);
      List<Integer> quotas = stage.quotas().orElseThrow();
      double way = (keep - 200) / (left.keptPrunable() - 200.0);
      assertEquals(200 + way * (left.kept(layer(0)) - 200), quotas.get(0), 1.0);
      assertEquals(way * left.kept(layer(1)), quotas.get(1), 1.0);
      assertEquals(keep, quotas.get(0) + quotas.get(1));
      left = Saliency.prune(new double[LAYOUT.size()], stage, Scope.GLOBAL).mask();
    }
    assertEquals(200, left.kept(layer(0)));
    assertEquals(0, left.kept(layer(1)));
  }

  /** What can't be reached ends, and is for the cut itself to refuse. */
  @Test
  void endWithQuotasThatEarlierRoundsMadeUnreachable() {
    PruningRequest request = request(0.5).alive(left(640)).quotas(List.of(100, 400)).build();
    assertThrows(
        org.espalier.core.EspalierException.class,
        () ->
            Saliency.prune(new double[LAYOUT.size()], request.stage(500, left(640)), Scope.GLOBAL));
    assertEquals(
        583,
        request.stage(583, left(640)).quotas().orElseThrow().stream()
            .mapToInt(Integer::intValue)
            .sum());
  }

  private static PruningRequest none() {
    ParameterLayout small = SaliencyTest.layout(6, -2, 4);
    return PruningRequest.builder(small, new float[12], 0.96).build();
  }

  private static Parameter layer(int index) {
    return LAYOUT.prunable().get(index);
  }

  /** Keeps the first so many weights. */
  private static Mask left(int count) {
    BitSet kept = new BitSet();
    kept.set(0, Math.min(600, count));
    kept.set(600, 607 + Math.max(0, count - 600));
    return Mask.of(LAYOUT, kept);
  }

  private static PruningRequest.Builder request(double sparsity) {
    return PruningRequest.builder(LAYOUT, new float[LAYOUT.size()], sparsity);
  }
}
