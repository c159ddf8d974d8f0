package org.espalier.policy.baseline.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.pruning.FlowOptions;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.Scope;
import org.espalier.testkit.Fixtures;
import org.junit.jupiter.api.Test;

/** Random and magnitude with the layerwise sparsities of another policy. */
class ControlsTest {
  private static final ParameterLayout LAYOUT = Fixtures.mlp(10, 12, 8, 4);
  private static final float[] WEIGHTS = Fixtures.normal(LAYOUT.size(), 1, 1);
  private static final PruningPolicy MAGNITUDE =
      new MagnitudePolicy(new MagnitudeOptions(Scope.GLOBAL, false));

  @Test
  void takeTheQuotasOfMovement() {
    PruningRequest given =
        request()
            .trajectory(Fixtures.planted(LAYOUT, 30, new double[LAYOUT.size()], 0.1, 5))
            .build();
    Mask movement = new MovementPolicy(FlowOptions.OFF).prune(given).mask();
    List<Integer> quotas = LAYOUT.prunable().stream().map(movement::kept).toList();

    for (PruningPolicy control : List.of(new RandomPolicy(FlowOptions.OFF), MAGNITUDE)) {
      Mask mask = control.prune(request().quotas(quotas).build()).mask();
      assertEquals(quotas, LAYOUT.prunable().stream().map(mask::kept).toList());
      assertNotEquals(movement, mask);
      assertNotEquals(control.prune(request().build()).mask(), mask);
    }
  }

  @Test
  void magnitudeKeepsTheLargestOfEachQuota() {
    List<Integer> quotas = List.of(5, 30, 1 + 5);
    Mask mask = MAGNITUDE.prune(request().quotas(quotas).build()).mask();
    List<Parameter> layers = LAYOUT.prunable();
    for (int i = 0; i < layers.size(); i++) {
      Parameter layer = layers.get(i);
      double smallest =
          IntStream.range(layer.offset(), layer.end())
              .mapToDouble(k -> -Math.abs(WEIGHTS[k]))
              .sorted()
              .skip(quotas.get(i) - 1)
              .findFirst()
              .orElseThrow();
      for (int k = layer.offset(); k < layer.end(); k++) {
        assertEquals(-Math.abs(WEIGHTS[k]) <= smallest, mask.keeps(k), layer.name());
      }
    }
  }

  /** 248 prunable weights, of which 41 stay. */
  private static PruningRequest.Builder request() {
    return PruningRequest.builder(LAYOUT, WEIGHTS, 207 / 248.0).seed(4);
  }
}
