package org.espalier.core.pruning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FlowTest {
  static Stream<ParameterLayout> layouts() {
    return Stream.of(TestLayouts.mlp(), TestLayouts.cnn(), TestLayouts.residual());
  }

  /** Cut by lot, ever more, until whole units are gone; some importance grows on the way. */
  @ParameterizedTest
  @MethodSource("layouts")
  void isTheProductOfSharesOfItsDefinition(ParameterLayout layout) {
    Random random = new Random(3);
    double[] start = TestLayouts.importance(layout, random);
    double[] now = start.clone();
    Flow flow = new Flow(layout, start);
    FlowOracle oracle = new FlowOracle(layout);
    for (int round = 0; round < 8; round++) {
      double[] scores = new double[layout.size()];
      Arrays.fill(scores, 1);
      flow.weigh(scores, now);
      for (Parameter tensor : layout.prunable()) {
        for (int k = tensor.offset(); k < tensor.end(); k++) {
          assertEquals(oracle.flow(k, start, now), scores[k], 1e-12, tensor.name() + " " + k);
        }
      }
      for (int k = 0; k < now.length; k++) {
        now[k] = random.nextInt(3) == 0 ? 0 : now[k] * (0.7 + 0.5 * random.nextDouble());
      }
    }
  }

  @Test
  void leavesBiasesAndAFullNetworkAlone() {
    ParameterLayout layout = TestLayouts.cnn();
    double[] importance = TestLayouts.importance(layout, new Random(1));
    double[] scores = importance.clone();
    Flow flow = new Flow(layout, importance);
    flow.weigh(scores, importance);
    assertArrayEquals(importance, scores);
    flow.weigh(scores, new double[layout.size()]);
    for (Parameter tensor : layout.parameters()) {
      for (int k = tensor.offset(); k < tensor.end(); k++) {
        assertEquals(tensor.prunable() ? 0 : importance[k], scores[k], tensor.name());
      }
    }
  }

  /** w0 into the first neuron is half gone, all out of the second; see the numbers. */
  @Test
  void weighsByHand() {
    ParameterLayout layout =
        TestLayouts.connected(List.of(List.of(2, 2), List.of(1, 2)), List.of("w0>w1"));
    // w0: 0 1 | 2 3, b0: 4 5, w1: 6 7, b1: 8.
    double[] start = {1, 3, 2, 2, 9, 9, 5, 4, 9};
    double[] now = {1, 0, 2, 2, 9, 9, 5, 0, 9};
    double[] scores = {1, 1, 1, 1, 1, 1, 1, 1, 1};
    new Flow(layout, start).weigh(scores, now);
    assertArrayEquals(new double[] {1, 1, 0, 0, 1, 1, 0.25, 1, 1}, scores);
  }

  @Test
  void isKnownWhereThereAreConnectionsOrNothingToConnect() {
    ParameterLayout mlp = TestLayouts.mlp();
    assertTrue(Flow.isKnown(mlp));
    assertFalse(Flow.isKnown(new ParameterLayout(mlp.parameters())));
    assertTrue(Flow.isKnown(SaliencyTest.layout(4, -2)));
    assertTrue(Flow.isKnown(SaliencyTest.layout(-2)));
  }
}
