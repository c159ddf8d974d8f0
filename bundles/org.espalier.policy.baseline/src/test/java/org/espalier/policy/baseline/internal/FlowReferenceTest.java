package org.espalier.policy.baseline.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import org.espalier.core.Options;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.pruning.Flow;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.Scope;
import org.espalier.testkit.Fixtures;
import org.espalier.testkit.ReferenceTable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Magnitude with flow, against what {@code src/test/python/flow.py} left. */
class FlowReferenceTest {
  private static final ReferenceTable TABLE =
      ReferenceTable.read(FlowReferenceTest.class, "flow.txt");
  private static final ParameterLayout LAYOUT = Fixtures.mlp(8, 12, 10, 4);
  private static final float[] WEIGHTS = TABLE.floats("weights");

  @ParameterizedTest
  @ValueSource(strings = {"0.1", "0.5", "0.8", "0.9", "0.95"})
  void agreesWithNumPy(String sparsity) {
    PruningRequest request =
        PruningRequest.builder(LAYOUT, WEIGHTS, Double.parseDouble(sparsity))
            .options(Options.of(Map.of("flow", "on")))
            .emptyLayersAllowed(true)
            .build();
    assertEquals(
        mask(sparsity),
        new MagnitudePolicy(new MagnitudeOptions(Scope.GLOBAL, false)).prune(request).mask());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.1", "0.5", "0.8", "0.9", "0.95"})
  void weighsAsNumPyDoes(String sparsity) {
    double[] importance = Criteria.squaredMagnitude(WEIGHTS);
    double[] scores = new double[LAYOUT.size()];
    Arrays.fill(scores, 1);
    new Flow(LAYOUT, importance).weigh(scores, mask(sparsity).only(importance));
    assertArrayEquals(TABLE.doubles("flow-" + sparsity), scores, 1e-13);
  }

  private static Mask mask(String sparsity) {
    double[] kept = TABLE.doubles("mask-" + sparsity);
    BitSet bits = new BitSet();
    for (int k = 0; k < kept.length; k++) {
      bits.set(k, kept[k] == 1);
    }
    return Mask.of(LAYOUT, bits);
  }
}
