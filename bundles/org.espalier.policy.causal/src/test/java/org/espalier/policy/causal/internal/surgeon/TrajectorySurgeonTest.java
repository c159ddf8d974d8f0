package org.espalier.policy.causal.internal.surgeon;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.pruning.Prediction;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.Saliency;
import org.espalier.core.pruning.Scope;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.lib.algebra.LinearAlgebra;
import org.espalier.testkit.Fixtures;
import org.espalier.testkit.MemoryTrajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole operation: which weights go, what the others become, what it predicts. */
class TrajectorySurgeonTest {
  private static final ParameterLayout LAYOUT = Fixtures.mlp(12, 9, 5);
  private static final float[][] GRADIENTS = SurgeonFixture.gradients(LAYOUT, 24, 1);
  private static final float[] WEIGHTS = Fixtures.normal(LAYOUT.size(), 1, 2);
  private static final SurgeonOptions FLOWING = SurgeonOptions.standard();

  static Stream<LinearAlgebra> algebras() {
    return SurgeonFixture.algebras();
  }

  static Stream<Arguments> problems() {
    return algebras()
        .flatMap(
            algebra ->
                Stream.of(0.15, 0.5, 0.9, 0.95)
                    .flatMap(
                        sparsity ->
                            Stream.of(
                                    LAYOUT,
                                    SurgeonFixture.withoutBiases(12, 9, 5),
                                    SurgeonFixture.withPrunableBiases(12, 9, 5))
                                .map(layout -> Arguments.of(algebra, layout, sparsity))));
  }

  @ParameterizedTest
  @MethodSource("problems")
  void matchesTheFormulas(LinearAlgebra algebra, ParameterLayout layout, double sparsity) {
    float[][] gradients = SurgeonFixture.gradients(layout, 24, 3);
    float[] weights = Fixtures.normal(layout.size(), 1, 4);
    PruningRequest request =
        request(layout, gradients, weights, sparsity).emptyLayersAllowed(true).build();
    NaiveSurgeon naive = new NaiveSurgeon(layout, gradients, weights, 0.1);
    NaiveSurgeon.Operation expected = naive.prune(request);

    Pruning actual =
        TrajectorySurgeon.prune(request, SurgeonFixture.PLAIN, algebra, Effort.STANDARD);

    assertEquals(expected.kept, actual.mask().toBitSet());
    SurgeonFixture.requireClose(
        expected.weights, SurgeonFixture.doubles(actual.apply(weights)), 1e-7, "weight");
    double scale = SurgeonFixture.rows(layout, gradients).meanSquaredLength();
    Prediction prediction = actual.prediction().orElseThrow();
    double[] effects = expected.effects.clone();
    for (int k = 0; k < effects.length; k++) {
      effects[k] *= scale;
    }
    SurgeonFixture.requireClose(effects, prediction.effects(), 1e-9, "effect");
    double cost = scale * naive.cost(expected.weights);
    assertEquals(cost, prediction.lossChange(), 1e-9 * cost);
  }

  /** F is then almost a multiple of I, which leaves ½w² to score by and nothing to adjust. */
  @ParameterizedTest
  @MethodSource("algebras")
  void isMagnitudeWhereDampingIsAll(LinearAlgebra algebra) {
    PruningRequest request = request(LAYOUT, GRADIENTS, WEIGHTS, 0.8).build();
    Pruning damped =
        TrajectorySurgeon.prune(
            request, new SurgeonOptions(512, 1e12, false), algebra, Effort.STANDARD);
    double[] magnitude = SurgeonFixture.doubles(WEIGHTS);
    for (int k = 0; k < magnitude.length; k++) {
      magnitude[k] = Math.abs(magnitude[k]);
    }
    Pruning expected = Saliency.prune(magnitude, request, Scope.GLOBAL);
    assertEquals(expected.mask(), damped.mask());
    assertArrayEquals(expected.apply(WEIGHTS), damped.apply(WEIGHTS), 1e-6f);
    assertNotEquals(
        expected.mask(),
        TrajectorySurgeon.prune(request, SurgeonFixture.PLAIN, algebra, Effort.STANDARD).mask());
  }

  @Test
  void doesNotLookAtTheLosses() {
    Random random = new Random(5);
    int steps = GRADIENTS.length;
    double[] some = random.doubles(steps).toArray();
    double[] other = random.doubles(steps, -1e300, 1e300).toArray();
    double[] shuffled = new double[steps];
    for (int t = 0; t < steps; t++) {
      shuffled[t] = some[(7 * t + 3) % steps];
    }
    Object expected = SurgeonFixture.bits(prune(new Losses(some, shuffled)));
    assertEquals(expected, SurgeonFixture.bits(prune(new Losses(shuffled, some))));
    assertEquals(expected, SurgeonFixture.bits(prune(new Losses(other, some))));
    assertEquals(expected, SurgeonFixture.bits(prune(SurgeonFixture.losses(GRADIENTS))));
  }

  private static Pruning prune(Losses losses) {
    Trajectory trajectory =
        MemoryTrajectory.of(
            Fixtures.manifest(LAYOUT, GRADIENTS.length), GRADIENTS, null, losses, WEIGHTS);
    return TrajectorySurgeon.prune(
        PruningRequest.builder(LAYOUT, WEIGHTS, 0.9).trajectory(trajectory).build(), FLOWING);
  }

  /** 40 units make three sums of Gram matrices to add up. */
  @ParameterizedTest
  @MethodSource("algebras")
  void answersTheSameFromOneThreadAndFromMany(LinearAlgebra algebra) throws Exception {
    ParameterLayout layout = Fixtures.mlp(20, 40, 10);
    float[] weights = Fixtures.normal(layout.size(), 1, 6);
    PruningRequest request =
        request(layout, SurgeonFixture.gradients(layout, 16, 7), weights, 0.9).build();
    Object expected =
        SurgeonFixture.bits(TrajectorySurgeon.prune(request, FLOWING, algebra, Effort.STANDARD));
    for (int threads : new int[] {1, 4}) {
      ForkJoinPool pool = new ForkJoinPool(threads);
      try {
        Pruning again =
            pool.submit(() -> TrajectorySurgeon.prune(request, FLOWING, algebra, Effort.STANDARD))
                .get();
        assertEquals(expected, SurgeonFixture.bits(again), threads + " threads");
      } finally {
        pool.shutdownNow();
      }
    }
  }

  @Test
  void librariesAgree() {
    PruningRequest request = request(LAYOUT, GRADIENTS, WEIGHTS, 0.9).build();
    Pruning fast = TrajectorySurgeon.prune(request, FLOWING, LinearAlgebra.best(), Effort.STANDARD);
    Pruning plain =
        TrajectorySurgeon.prune(request, FLOWING, LinearAlgebra.plain(), Effort.STANDARD);
    assertEquals(fast.mask(), plain.mask());
    SurgeonFixture.requireClose(
        SurgeonFixture.doubles(plain.apply(WEIGHTS)),
        SurgeonFixture.doubles(fast.apply(WEIGHTS)),
        1e-6,
        "weight");
  }

  private static PruningRequest.Builder request(
      ParameterLayout layout, float[][] gradients, float[] weights, double sparsity) {
    return PruningRequest.builder(layout, weights, sparsity)
        .trajectory(SurgeonFixture.recorded(layout, gradients, weights))
        .seed(1);
  }
}
