package org.espalier.policy.causal.internal.surgeon;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.espalier.core.CancelledException;
import org.espalier.core.Progress;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.lib.algebra.LinearAlgebra;
import org.espalier.testkit.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Quotas, later rounds, layers that die, and stopping half-way. */
class SurgeonRoundsTest {
  private static final ParameterLayout LAYOUT = Fixtures.mlp(12, 9, 5);
  private static final int P = LAYOUT.size();
  private static final float[][] GRADIENTS = SurgeonFixture.gradients(LAYOUT, 24, 1);
  private static final float[] WEIGHTS = Fixtures.normal(P, 1, 2);

  static Stream<LinearAlgebra> algebras() {
    return SurgeonFixture.algebras();
  }

  @Test
  void meetsQuotasAndAdjustsToThem() {
    PruningRequest request =
        request(LAYOUT, GRADIENTS, WEIGHTS, 0.8).quotas(List.of(5, 26)).build();
    Pruning pruning = TrajectorySurgeon.prune(request, SurgeonFixture.PLAIN);
    assertEquals(List.of(5, 26), LAYOUT.prunable().stream().map(pruning.mask()::kept).toList());
    requireSolved(pruning, WEIGHTS);
  }

  /** The second round starts from the weights of the first, and what is gone pulls no more. */
  @Test
  void goesOnFromAnEarlierRound() {
    Pruning first = prune(request(LAYOUT, GRADIENTS, WEIGHTS, 0.5));
    float[] weights = first.apply(WEIGHTS);
    Pruning second = prune(request(LAYOUT, GRADIENTS, weights, 0.8).alive(first.mask()));
    assertEquals(31, second.mask().keptPrunable());
    BitSet revived = second.mask().toBitSet();
    revived.andNot(first.mask().toBitSet());
    assertEquals(new BitSet(), revived);
    requireSolved(second, weights);
    double[] effects = second.prediction().orElseThrow().effects();
    for (int k = 0; k < P; k++) {
      boolean cutNow = first.mask().keeps(k) && !second.mask().keeps(k);
      assertEquals(cutNow, effects[k] > 0, "effect of " + k);
    }
  }

  /** A mask cuts, whatever number the model still holds there. */
  @Test
  void countsWhatAnEarlierRoundCutAsZero() {
    Pruning first = prune(request(LAYOUT, GRADIENTS, WEIGHTS, 0.5));
    float[] zeroed = first.apply(WEIGHTS);
    float[] revived = zeroed.clone();
    for (int k = 0; k < P; k++) {
      revived[k] = first.mask().keeps(k) ? zeroed[k] : 7;
    }
    assertEquals(
        SurgeonFixture.bits(prune(request(LAYOUT, GRADIENTS, zeroed, 0.8).alive(first.mask()))),
        SurgeonFixture.bits(prune(request(LAYOUT, GRADIENTS, revived, 0.8).alive(first.mask()))));
  }

  @Test
  void leavesEverythingWhereNothingIsToGo() {
    Pruning none = prune(request(LAYOUT, GRADIENTS, WEIGHTS, 0));
    assertEquals(Mask.all(LAYOUT), none.mask());
    assertArrayEquals(WEIGHTS, none.apply(WEIGHTS));
    assertEquals(0, none.prediction().orElseThrow().lossChange());
    assertArrayEquals(new double[P], none.prediction().orElseThrow().effects());
    Pruning first = prune(request(LAYOUT, GRADIENTS, WEIGHTS, 0.5));
    float[] weights = first.apply(WEIGHTS);
    Pruning same = prune(request(LAYOUT, GRADIENTS, weights, 0.5).alive(first.mask()));
    assertEquals(first.mask(), same.mask());
    assertArrayEquals(weights, same.apply(weights));
  }

  /** The first layer's gradients are so small that all of it would go first. */
  @Test
  void emptiesALayerOnlyIfAllowed() {
    float[][] gradients = new float[GRADIENTS.length][];
    for (int t = 0; t < gradients.length; t++) {
      gradients[t] = GRADIENTS[t].clone();
      for (int k = 0; k < LAYOUT.parameters().get(0).end(); k++) {
        gradients[t][k] *= 1e-4f;
      }
    }
    SurgeonOptions plain = new SurgeonOptions(512, 1e-6, false);
    PruningRequest.Builder request = request(LAYOUT, gradients, WEIGHTS, 0.8);
    Pruning guarded = TrajectorySurgeon.prune(request.build(), plain);
    assertEquals(1, guarded.mask().kept(LAYOUT.parameters().get(0)));
    assertEquals(
        List.of("kept the best weight of fc1.W, which would have been emptied"), guarded.notes());
    Pruning allowed = TrajectorySurgeon.prune(request.emptyLayersAllowed(true).build(), plain);
    assertEquals(List.of("fc1.W"), allowed.collapsed());
    assertEquals(31, allowed.mask().keptPrunable());
    assertEquals(List.of(), allowed.notes());
  }

  /** A unit without a bias has nothing left then. */
  @ParameterizedTest
  @MethodSource("algebras")
  void survivesUnitsThatDieWhole(LinearAlgebra algebra) {
    ParameterLayout layout = SurgeonFixture.withoutBiases(12, 9, 5);
    float[][] gradients = SurgeonFixture.gradients(layout, 24, 3);
    float[] weights = Fixtures.normal(layout.size(), 1, 4);
    Pruning first =
        TrajectorySurgeon.prune(
            request(layout, gradients, weights, 0.9).build(),
            SurgeonOptions.standard(),
            algebra,
            Effort.STANDARD);
    assertTrue(deadUnits(first.mask()) > 0);
    Pruning second =
        TrajectorySurgeon.prune(
            request(layout, gradients, first.apply(weights), 0.95).alive(first.mask()).build(),
            SurgeonOptions.standard(),
            algebra,
            Effort.STANDARD);
    assertEquals(8, second.mask().keptPrunable());
  }

  private static long deadUnits(Mask mask) {
    ParameterLayout layout = mask.layout();
    return layout.prunable().stream()
        .flatMap(p -> Unit.of(p, layout).stream())
        .filter(u -> mask.toBitSet().get(u.first(), u.first() + u.fanIn()).isEmpty())
        .count();
  }

  /** From the first question on whether to stop to the last. */
  @Test
  void stopsWhereverItIsCancelled() {
    Countdown whole = new Countdown(Integer.MAX_VALUE);
    prune(request(LAYOUT, GRADIENTS, WEIGHTS, 0.5).progress(whole));
    int asked = Integer.MAX_VALUE - whole.left.get();
    assertTrue(asked > GRADIENTS.length, "asked " + asked + " times");
    for (int after = 0; after < asked; after++) {
      PruningRequest.Builder request =
          request(LAYOUT, GRADIENTS, WEIGHTS, 0.5).progress(new Countdown(after));
      assertThrows(CancelledException.class, () -> prune(request));
    }
  }

  private static final class Countdown implements Progress {
    private final AtomicInteger left;

    Countdown(int left) {
      this.left = new AtomicInteger(left);
    }

    @Override
    public void at(long done, long total, String what) {}

    @Override
    public boolean isCancelled() {
      return left.getAndDecrement() <= 0;
    }
  }

  private static void requireSolved(Pruning pruning, float[] weights) {
    NaiveSurgeon naive = new NaiveSurgeon(LAYOUT, GRADIENTS, weights, 0.1);
    SurgeonFixture.requireClose(
        naive.solve(pruning.mask().toBitSet()).weights,
        SurgeonFixture.doubles(pruning.apply(weights)),
        1e-6,
        "weight");
  }

  private static Pruning prune(PruningRequest.Builder request) {
    return TrajectorySurgeon.prune(request.build(), SurgeonFixture.PLAIN);
  }

  private static PruningRequest.Builder request(
      ParameterLayout layout, float[][] gradients, float[] weights, double sparsity) {
    return PruningRequest.builder(layout, weights, sparsity)
        .trajectory(SurgeonFixture.recorded(layout, gradients, weights));
  }
}
