package org.espalier.core.pruning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.espalier.core.CancelledException;
import org.espalier.core.EspalierException;
import org.espalier.core.Progress;
import org.espalier.core.model.Granularity;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.model.RemovableUnits;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class SaliencyTest {
  @Test
  void keepsTheHighestAndEveryBias() {
    ParameterLayout layout = layout(4, -2, 4);
    double[] scores = {0.1, 0.9, 0.3, 0.8, -5, -5, 0.7, 0.2, 0.6, 0.4};

    Mask mask = Saliency.prune(scores, request(layout, 0.5).build(), Scope.GLOBAL).mask();

    assertEquals(bits(1, 3, 4, 5, 6, 8), mask.toBitSet());
    assertEquals(0.5, mask.sparsity());
  }

  @Test
  void ofEqualScoresCutsTheLowerIndexFirst() {
    ParameterLayout layout = layout(5, 5);
    double[] scores = {1, 1, 1, 1, 2, 1, 1, 1, 1, 1};

    assertEquals(bits(4, 7, 8, 9), prune(layout, scores, 0.6, Scope.GLOBAL));
    assertEquals(bits(3, 4, 8, 9), prune(layout, scores, 0.6, Scope.LAYERWISE));
  }

  @Test
  void minusZeroEqualsZeroAndInfinitiesRank() {
    ParameterLayout layout = layout(6);
    double[] scores = {
      0.0, -0.0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, -0.0
    };

    assertEquals(bits(2, 4, 5), prune(layout, scores, 0.5, Scope.GLOBAL));
    assertEquals(bits(1, 2, 4, 5), prune(layout, scores, 2 / 6.0, Scope.GLOBAL));
    assertEquals(bits(0, 1, 2, 4, 5), prune(layout, scores, 1 / 6.0, Scope.GLOBAL));
  }

  @Test
  void negativeScoresRankBelowPositiveOnes() {
    assertEquals(
        bits(1, 3),
        prune(layout(4), new double[] {-1, -1e-300, -1e300, 1e-300}, 0.5, Scope.GLOBAL));
  }

  @Test
  void sparesEachLayersBestAtTheCostOfTheWorstKept() {
    ParameterLayout layout = layout(4, 4, 2);
    double[] scores = {9, 8, 7, 6, 0.1, 0.3, 0.3, 0.2, 0.01, 0.02};

    Pruning pruning = Saliency.prune(scores, request(layout, 0.6).build(), Scope.GLOBAL);

    assertEquals(bits(0, 1, 6, 9), pruning.mask().toBitSet());
    assertEquals(
        List.of("kept the best weight of w1, w2, which would have been emptied"), pruning.notes());
    assertEquals(List.of(), pruning.collapsed());
  }

  @Test
  void emptiesLayersWhereAllowed() {
    ParameterLayout layout = layout(4, 4);
    double[] scores = {9, 8, 7, 6, 1, 2, 3, 4};

    Pruning pruning =
        Saliency.prune(scores, request(layout, 0.5).emptyLayersAllowed(true).build(), Scope.GLOBAL);

    assertEquals(bits(0, 1, 2, 3), pruning.mask().toBitSet());
    assertEquals(List.of(), pruning.notes());
    assertEquals(List.of("w1"), pruning.collapsed());
  }

  @Test
  void refusesFewerWeightsThanLayers() {
    ParameterLayout layout = layout(10, 10, 10);
    for (Scope scope : Scope.values()) {
      EspalierException e =
          assertThrows(
              EspalierException.class,
              () -> Saliency.prune(new double[30], request(layout, 0.95).build(), scope));
      assertEquals(
          "sparsity 0.95 would keep 1 weights for 3 layers; ask for less, or allow empty layers",
          e.getMessage());
    }
  }

  @Test
  void leavesADeadLayerDead() {
    ParameterLayout layout = layout(3, 3);
    Mask alive = Mask.of(layout, bits(0, 1, 2));

    Pruning pruning =
        Saliency.prune(
            new double[] {1, 2, 3, 4, 5, 6},
            request(layout, 4 / 6.0).alive(alive).build(),
            Scope.GLOBAL);

    assertEquals(bits(1, 2), pruning.mask().toBitSet());
  }

  @Test
  void refusesToKeepMoreThanEarlierRoundsHaveLeft() {
    ParameterLayout layout = layout(4, 4);
    PruningRequest request = request(layout, 0.25).alive(Mask.of(layout, bits(0, 1, 4))).build();
    for (Scope scope : Scope.values()) {
      EspalierException e =
          assertThrows(
              EspalierException.class, () -> Saliency.prune(new double[8], request, scope));
      assertEquals(
          "6 weights are to be kept in the model, but earlier rounds have left only 3",
          e.getMessage());
    }
  }

  @Test
  void meetsQuotasInWhateverScopeEvenZero() {
    ParameterLayout layout = layout(4, -1, 4, 4);
    double[] scores = {1, 2, 3, 4, 0, 8, 7, 6, 5, 9, 9, 9, 9};
    PruningRequest request = request(layout, 0.75).quotas(List.of(1, 2, 0)).build();
    for (Scope scope : Scope.values()) {
      assertEquals(
          bits(3, 4, 5, 6), Saliency.prune(scores, request, scope).mask().toBitSet(), scope::name);
    }
  }

  @Test
  void refusesAQuotaThatEarlierRoundsHaveMadeUnreachable() {
    ParameterLayout layout = layout(4, 4);
    PruningRequest request =
        request(layout, 0.5)
            .alive(Mask.of(layout, bits(0, 4, 5, 6, 7)))
            .quotas(List.of(2, 2))
            .build();
    EspalierException e =
        assertThrows(
            EspalierException.class, () -> Saliency.prune(new double[8], request, Scope.GLOBAL));
    assertEquals(
        "2 weights are to be kept in w0, but earlier rounds have left only 1", e.getMessage());
  }

  @Test
  void namesTheScoreThatIsNotANumber() {
    double[] scores = {1, 1, Double.NaN, 1, Double.NaN};
    EspalierException e =
        assertThrows(
            EspalierException.class,
            () -> Saliency.prune(scores, request(layout(-3, 2), 0.5).build(), Scope.GLOBAL));
    assertEquals(
        "the score of w1 at index 1 is not a number; look for NaN in what it is made from",
        e.getMessage());
  }

  @Test
  void refusesTooFewScores() {
    assertThrows(
        EspalierException.class,
        () -> Saliency.prune(new double[3], request(layout(4), 0.5).build(), Scope.GLOBAL));
  }

  @Test
  void stopsWhenCancelled() {
    Progress cancelled =
        new Progress() {
          @Override
          public void at(long done, long total, String what) {}

          @Override
          public boolean isCancelled() {
            return true;
          }
        };
    assertThrows(
        CancelledException.class,
        () ->
            Saliency.prune(
                new double[4], request(layout(4), 0.5).progress(cancelled).build(), Scope.GLOBAL));
  }

  @Test
  void keepsEverythingWhereNothingIsPrunable() {
    ParameterLayout layout = layout(-3);
    for (Scope scope : Scope.values()) {
      assertEquals(bits(0, 1, 2), prune(layout, new double[3], 0.9, scope));
    }
  }

  /** Random layouts, tied scores and masks of earlier rounds, against the obvious algorithm. */
  @RepeatedTest(200)
  void agreesWithTheObviousAlgorithm(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    ParameterLayout layout = randomLayout(random);
    double[] scores = random.ints(layout.size(), -3, 4).asDoubleStream().toArray();
    BitSet alive = new BitSet();
    IntStream.range(0, layout.size()).filter(k -> random.nextInt(10) < 7).forEach(alive::set);
    for (Parameter parameter : layout.parameters()) {
      // Every layer has someone alive, so that only the sparsity decides what is possible.
      alive.set(
          parameter.offset(), parameter.prunable() ? parameter.offset() + 1 : parameter.end());
    }
    Mask mask = Mask.of(layout, alive);
    int layers = layout.prunable().size();
    int keep = layers + random.nextInt(mask.keptPrunable() - layers + 1);
    double sparsity = 1 - keep / (double) layout.prunableSize();
    PruningRequest request =
        request(layout, sparsity).alive(mask).emptyLayersAllowed(random.nextBoolean()).build();
    assertEquals(keep, request.keep());

    Mask pruned = Saliency.prune(scores, request, Scope.GLOBAL).mask();

    assertEquals(SaliencyOracle.kept(scores, request), pruned.toBitSet());
    assertEquals(keep, pruned.keptPrunable());
  }

  /** Rounds of a rising sparsity never ask a layer for more than the round before has left. */
  @RepeatedTest(40)
  void layerwiseRoundsReachTheirSparsity(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    ParameterLayout layout = randomLayout(random);
    int layers = layout.prunable().size();
    Mask alive = Mask.all(layout);
    int keep = layout.prunableSize();
    while (keep > layers) {
      keep -= random.nextInt(Math.min(3, keep - layers)) + 1;
      double sparsity = 1 - keep / (double) layout.prunableSize();
      double[] scores = random.ints(layout.size(), 0, 4).asDoubleStream().toArray();
      Pruning pruning =
          Saliency.prune(scores, request(layout, sparsity).alive(alive).build(), Scope.LAYERWISE);
      BitSet revived = pruning.mask().toBitSet();
      revived.andNot(alive.toBitSet());
      assertTrue(revived.isEmpty());
      assertEquals(keep, pruning.mask().keptPrunable());
      assertEquals(List.of(), pruning.collapsed());
      assertArrayEquals(
          layout.prunable().stream().mapToInt(pruning.mask()::kept).toArray(),
          Saliency.layerwiseQuotas(request(layout, sparsity).alive(alive).build()));
      alive = pruning.mask();
    }
  }

  @Test
  void layerwiseNotesWhichLayersItSpared() {
    ParameterLayout layout = layout(100, 2);
    Pruning pruning =
        Saliency.prune(new double[102], request(layout, 0.9).build(), Scope.LAYERWISE);
    assertEquals(
        List.of("kept the best weight of w1, which would have been emptied"), pruning.notes());
    assertEquals(9, pruning.mask().kept(layout.parameters().get(0)));
    assertEquals(1, pruning.mask().kept(layout.parameters().get(1)));
  }

  @Test
  void tellsTheQuotasOfLayersThatArePrunedOneByOne() {
    ParameterLayout layout = layout(100, 2);
    PruningRequest.Builder request = request(layout, 0.9);
    assertArrayEquals(new int[] {9, 1}, Saliency.layerwiseQuotas(request.build()));
    request.emptyLayersAllowed(true);
    assertArrayEquals(new int[] {10, 0}, Saliency.layerwiseQuotas(request.build()));
    Mask alive = Mask.of(layout, bits(0, 1, 2, 3, 4, 5, 6, 7, 8, 100, 101));
    assertArrayEquals(new int[] {9, 1}, Saliency.layerwiseQuotas(request.alive(alive).build()));
    request.alive(Mask.all(layout)).quotas(List.of(8, 2));
    assertArrayEquals(new int[] {8, 2}, Saliency.layerwiseQuotas(request.build()));
    PruningRequest few = request(layout, 0.99).build();
    assertEquals(
        "sparsity 0.99 would keep 1 weights for 2 layers; ask for less, or allow empty layers",
        assertThrows(EspalierException.class, () -> Saliency.layerwiseQuotas(few)).getMessage());
  }

  /** Unit 4 of w0 has weights 16 to 19, and five that take it in. */
  @Test
  void cutsWholeUnitsByTheirMeanWhateverTheScope() {
    ParameterLayout layout = TestLayouts.mlp();
    double[] scores = new double[layout.size()];
    Arrays.fill(scores, 1);
    Arrays.fill(scores, 16, 20, 0.3);
    scores[0] = 0.1;
    PruningRequest request = request(layout, 0.1).granularity(Granularity.UNIT).build();
    for (Scope scope : Scope.values()) {
      Pruning pruning = Saliency.prune(scores, request, scope);
      assertEquals(Map.of("w0", bits(4)), RemovableUnits.of(pruning.mask()));
      assertEquals(69 - 9, pruning.mask().keptPrunable());
      assertEquals(List.of("cut 1 whole units"), pruning.notes());
    }
    assertEquals(
        "flow is of single weights; use it with granularity=weight, or turn it off",
        assertThrows(
                IllegalArgumentException.class,
                () -> Saliency.prune(scores, request, new FlowOptions(true)))
            .getMessage());
    scores[2] = Double.NaN;
    assertThrows(EspalierException.class, () -> Saliency.prune(scores, request, Scope.GLOBAL));
  }

  @Test
  void agreesWithASortOverAMillionScores() {
    ParameterLayout layout = layout(600_000, -100, 400_000);
    double[] scores = new Random(5).doubles(layout.size()).map(d -> d * d - 0.2).toArray();
    double[] sorted =
        IntStream.range(0, layout.size())
            .filter(k -> k < 600_000 || k >= 600_100)
            .mapToDouble(k -> scores[k])
            .sorted()
            .toArray();

    Mask mask = Saliency.prune(scores, request(layout, 0.99).build(), Scope.GLOBAL).mask();

    assertEquals(10_000, mask.keptPrunable());
    double threshold = sorted[990_000];
    for (Parameter layer : layout.prunable()) {
      for (int k = layer.offset(); k < layer.end(); k++) {
        assertEquals(scores[k] >= threshold, mask.keeps(k));
      }
    }
  }

  private static BitSet prune(ParameterLayout layout, double[] scores, double sparsity, Scope s) {
    return Saliency.prune(scores, request(layout, sparsity).build(), s).mask().toBitSet();
  }

  private static PruningRequest.Builder request(ParameterLayout layout, double sparsity) {
    return PruningRequest.builder(layout, new float[layout.size()], sparsity);
  }

  private static ParameterLayout randomLayout(Random random) {
    return layout(
        IntStream.range(0, 1 + random.nextInt(6))
            .flatMap(i -> IntStream.of(1 + random.nextInt(30), -1 - random.nextInt(3)))
            .toArray());
  }

  /** Tensors of these sizes; a negative size is a bias, never pruned. */
  static ParameterLayout layout(int... sizes) {
    List<Parameter> parameters = new ArrayList<>();
    int offset = 0;
    for (int i = 0; i < sizes.length; i++) {
      int size = Math.abs(sizes[i]);
      ParameterRole role = sizes[i] < 0 ? ParameterRole.BIAS : ParameterRole.WEIGHT;
      parameters.add(
          new Parameter("w" + i, "layer" + i, role, List.of(size), offset, sizes[i] > 0, 1));
      offset += size;
    }
    return new ParameterLayout(parameters);
  }

  private static BitSet bits(int... indices) {
    BitSet bits = new BitSet();
    Arrays.stream(indices).forEach(bits::set);
    return bits;
  }
}
