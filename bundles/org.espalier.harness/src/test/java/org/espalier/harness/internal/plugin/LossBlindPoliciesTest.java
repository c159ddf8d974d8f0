package org.espalier.harness.internal.plugin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.core.Progress;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.pruning.FlowOptions;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.harness.experiment.LossChange;
import org.espalier.policy.baseline.internal.MovementPolicy;
import org.espalier.policy.baseline.internal.fisher.ChitaPolicy;
import org.espalier.policy.baseline.internal.fisher.WoodFisherPolicy;
import org.espalier.policy.causal.internal.TrajectoryFisherPolicy;
import org.espalier.policy.causal.internal.TrajectorySurgeonPolicy;
import org.espalier.testkit.Fixtures;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Policies that decide by a trajectory without evidence don't read its losses. */
class LossBlindPoliciesTest {
  private static final ParameterLayout LAYOUT = Fixtures.mlp(6, 5, 3);
  private static final Trajectory RECORDED =
      Fixtures.planted(LAYOUT, 40, new double[LAYOUT.size()], 0.1, 5);

  static Stream<Named<PruningPolicy>> policies() {
    return Stream.of(
        Named.of("trajectory-fisher", new TrajectoryFisherPolicy(FlowOptions.OFF)),
        Named.of(
            "trajectory-surgeon",
            new TrajectorySurgeonPolicy(defaults(TrajectorySurgeonPolicy.Config.class))),
        Named.of("woodfisher", new WoodFisherPolicy(defaults(WoodFisherPolicy.Config.class))),
        Named.of("chita", new ChitaPolicy(defaults(ChitaPolicy.Config.class))),
        Named.of("movement", new MovementPolicy(FlowOptions.OFF)));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void answerTheSameWhateverTheLossWas(PruningPolicy policy) {
    Pruning measured = policy.prune(request(RECORDED));
    float[] weights = measured.apply(weights());
    for (LossChange change : List.of(LossChange.FIRST_ORDER, LossChange.PERMUTED)) {
      Trajectory given = SubstitutedTrajectory.of(RECORDED, change, 1, Progress.NONE);
      assertFalse(Arrays.equals(RECORDED.losses().changes(), given.losses().changes()));
      Pruning pruning = policy.prune(request(given));
      assertEquals(measured.mask(), pruning.mask());
      assertArrayEquals(weights, pruning.apply(weights()));
    }
  }

  private static PruningRequest request(Trajectory trajectory) {
    return PruningRequest.builder(LAYOUT, weights(), 0.7).trajectory(trajectory).build();
  }

  private static float[] weights() {
    return RECORDED.weights();
  }

  private static <C> C defaults(Class<C> config) {
    return config.cast(
        Proxy.newProxyInstance(
            LossBlindPoliciesTest.class.getClassLoader(),
            new Class<?>[] {config},
            (proxy, method, arguments) -> method.getDefaultValue()));
  }
}
