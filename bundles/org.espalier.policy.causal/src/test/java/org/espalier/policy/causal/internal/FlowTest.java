package org.espalier.policy.causal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.pruning.FlowOptions;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.Saliency;
import org.espalier.core.pruning.Scope;
import org.espalier.core.trajectory.SquaredUpdates;
import org.espalier.testkit.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The option flow of every policy that ranks all weights together. */
class FlowTest {
  private static final ParameterLayout LAYOUT = Fixtures.mlp(10, 16, 12, 4);
  private static final float[] WEIGHTS = Fixtures.normal(LAYOUT.size(), 1, 1);

  static Stream<Arguments> policies() {
    double[] curvature = SquaredUpdates.meanByRate(request().build().trajectory(), Progress.NONE);
    return Stream.of(
        Arguments.of(new GammaQuotaPolicy(FlowOptions.OFF), Criteria.gammaMagnitude(gamma())),
        Arguments.of(
            new RemovalEffectPolicy(FlowOptions.OFF), Criteria.removalEffect(gamma(), WEIGHTS)),
        Arguments.of(
            new TrajectoryFisherPolicy(FlowOptions.OFF),
            Criteria.quadraticLoss(WEIGHTS, curvature)));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void countsOnlyIfItIsOn(PruningPolicy policy, double[] importance) {
    PruningRequest plain = request().build();
    Pruning without = policy.prune(plain);
    Pruning with = policy.prune(request().options(flow("on")).build());
    assertEquals(Saliency.prune(importance, plain, Scope.GLOBAL).mask(), without.mask());
    assertEquals(without.mask(), policy.prune(request().options(flow("off")).build()).mask());
    assertEquals(Saliency.pruneWithFlow(importance, plain).mask(), with.mask());
    assertNotEquals(without.mask(), with.mask());
    assertEquals(plain.keep(), with.mask().keptPrunable());
    assertEquals(List.of(), with.notes());
  }

  /** Weights 0 and 1 into the first neuron, 2 and 3 into the second, 6 and 7 into the output. */
  @Test
  void tellsApartWhatGammaAndWhatFlowLeftUndecided() {
    Pruning byGamma = prune(2 / 6.0, 0, 0, 5, 6, 0, 0, 0, 7, 0);
    assertEquals("{2, 3, 4, 5, 6, 7, 8}", byGamma.mask().toBitSet().toString());
    assertEquals(
        List.of("only 3 of the 4 kept weights have a score above 0; the rest are ties by index"),
        byGamma.notes());
    // The stages cut 2, then 6, the first neuron's only way out, then 0 of the equals 0 and 1.
    Pruning byFlow = prune(3 / 6.0, 5, 6, 0, 8, 0, 0, 1, 100, 0);
    assertEquals("{1, 3, 4, 5, 7, 8}", byFlow.mask().toBitSet().toString());
    assertEquals(
        List.of("1 of the kept weights had no flow left, so that their index decided"),
        byFlow.notes());
  }

  private static Pruning prune(double sparsity, double... gamma) {
    return new GammaQuotaPolicy(FlowOptions.OFF)
        .prune(
            PruningRequest.builder(Fixtures.mlp(2, 2, 1), new float[9], sparsity)
                .evidence(Fixtures.evidence(gamma))
                .options(flow("on"))
                .build());
  }

  private static Options flow(String value) {
    return Options.of(Map.of("flow", value));
  }

  private static double[] gamma() {
    double[] gamma = new double[LAYOUT.size()];
    for (int k = 0; k < gamma.length; k++) {
      gamma[k] = Math.sin(k + 1);
    }
    return gamma;
  }

  /** 400 prunable weights, of which 60 stay. */
  private static PruningRequest.Builder request() {
    return PruningRequest.builder(LAYOUT, WEIGHTS, 0.85)
        .trajectory(Fixtures.planted(LAYOUT, 20, new double[LAYOUT.size()], 0.1, 5))
        .evidence(Fixtures.evidence(gamma()));
  }
}
