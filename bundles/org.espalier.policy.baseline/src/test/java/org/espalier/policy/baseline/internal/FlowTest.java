package org.espalier.policy.baseline.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.core.model.Mask;
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
  private static final MagnitudePolicy MAGNITUDE =
      new MagnitudePolicy(new MagnitudeOptions(Scope.GLOBAL, false));

  static Stream<Arguments> policies() {
    PruningRequest given = request(LAYOUT).build();
    GradientMeans means = new GradientMeans(given);
    return Stream.of(
        Arguments.of(MAGNITUDE, Criteria.squaredMagnitude(WEIGHTS)),
        Arguments.of(new RandomPolicy(FlowOptions.OFF), Criteria.random(LAYOUT.size(), 4)),
        Arguments.of(
            new MovementPolicy(FlowOptions.OFF),
            SquaredUpdates.sum(given.trajectory(), Progress.NONE)),
        Arguments.of(
            new GradientWeightPolicy(FlowOptions.OFF),
            Criteria.firstOrder(WEIGHTS, means.signed())),
        Arguments.of(
            new SnipPolicy(FlowOptions.OFF), Criteria.firstOrder(WEIGHTS, means.absolute())),
        Arguments.of(
            new ObdPolicy(FlowOptions.OFF), Criteria.quadraticLoss(WEIGHTS, means.squared())),
        Arguments.of(
            new LampPolicy(FlowOptions.OFF),
            Lamp.scores(WEIGHTS, Mask.all(LAYOUT), Progress.NONE)));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void countsOnlyIfItIsOn(PruningPolicy policy, double[] importance) {
    PruningRequest plain = request(LAYOUT).build();
    Pruning without = policy.prune(plain);
    Pruning with = policy.prune(request(LAYOUT).options(flow("on")).build());
    assertEquals(Saliency.prune(importance, plain, Scope.GLOBAL).mask(), without.mask());
    assertEquals(without.mask(), policy.prune(with(LAYOUT, flow("off"))).mask());
    assertEquals(Saliency.pruneWithFlow(importance, plain).mask(), with.mask());
    assertNotEquals(without.mask(), with.mask());
    assertEquals(plain.keep(), with.mask().keptPrunable());
    assertEquals(List.of(), with.notes());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void isMissedWhereNoConnectionIsKnown(PruningPolicy policy, double[] importance) {
    ParameterLayout unconnected = new ParameterLayout(LAYOUT.parameters());
    Pruning with = policy.prune(with(unconnected, flow("on")));
    assertEquals(
        Saliency.prune(importance, with(unconnected, flow("on")), Scope.GLOBAL).mask(),
        with.mask());
    assertEquals(List.of(Saliency.NO_FLOW), with.notes());
  }

  @Test
  void isNotOfASingleLayer() {
    Options options = Options.of(Map.of("flow", "on", "scope", "layerwise"));
    assertEquals(
        "flow compares the weights of all layers; use it with scope=global, or turn it off",
        assertThrows(IllegalArgumentException.class, () -> MAGNITUDE.prune(with(LAYOUT, options)))
            .getMessage());
  }

  private static Options flow(String value) {
    return Options.of(Map.of("flow", value));
  }

  private static PruningRequest with(ParameterLayout layout, Options options) {
    return request(layout).options(options).build();
  }

  /** 400 prunable weights, of which 60 stay. */
  private static PruningRequest.Builder request(ParameterLayout layout) {
    return PruningRequest.builder(layout, WEIGHTS, 0.85)
        .trajectory(Fixtures.planted(LAYOUT, 20, new double[LAYOUT.size()], 0.1, 5))
        .gradients(Fixtures.gradients(Fixtures.normal(3, LAYOUT.size(), 1, 6)))
        .seed(4);
  }
}
