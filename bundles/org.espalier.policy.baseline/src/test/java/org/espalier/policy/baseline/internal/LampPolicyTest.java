package org.espalier.policy.baseline.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.espalier.core.Need;
import org.espalier.core.Progress;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.pruning.FlowOptions;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.testkit.Fixtures;
import org.espalier.testkit.PruningPolicyContract;
import org.junit.jupiter.api.Test;

class LampPolicyTest extends PruningPolicyContract {
  private static final ParameterLayout SMALL = Fixtures.mlp(2, 2, 1);

  @Override
  protected PruningPolicy policy() {
    return new LampPolicy(FlowOptions.OFF);
  }

  @Override
  protected Set<Need> needs() {
    return Set.of();
  }

  @Test
  void agreesWithNumPy() {
    Reference.requireAgreement(
        "lamp",
        Lamp.scores(Reference.TABLE.floats("weights"), Mask.all(Reference.LAYOUT), Progress.NONE),
        policy());
  }

  /**
   * Of the first layer 2, −1 and 1 are alive, of squares 4, 1 and 1; of the second nothing is left.
   */
  @Test
  void countsTheLivingAndOfEqualsTheLaterFirst() {
    BitSet living = Mask.all(SMALL).toBitSet();
    living.clear(3);
    float[] weights = {2, -1, 1, 7, 9, 9, 0, 0, 9};
    double[] scores = Lamp.scores(weights, Mask.of(SMALL, living), Progress.NONE);
    assertArrayEquals(new double[] {1, 1 / 6.0, 1 / 5.0, 0, 0, 0, 0, 0, 0}, scores, 1e-15);
  }

  /** Where magnitude would take all four weights to keep from the first layer. */
  @Test
  void keepsTheBestOfEachLayer() {
    float[] weights = Fixtures.normal(SMALL.size(), 1, 3);
    weights[6] *= 1e-4f;
    weights[7] *= 1e-4f;
    PruningRequest request =
        PruningRequest.builder(SMALL, weights, 4 / 6.0).emptyLayersAllowed(true).build();
    assertEquals(List.of(), policy().prune(request).collapsed());
    assertEquals(2, policy().prune(request).mask().keptPrunable());
  }
}
