package org.espalier.policy.baseline.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.espalier.core.Need;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.testkit.Fixtures;
import org.espalier.testkit.PruningPolicyContract;
import org.junit.jupiter.api.Test;

class LayerwiseMagnitudePolicyTest extends PruningPolicyContract {
  @Override
  protected PruningPolicy policy() {
    return new LayerwiseMagnitudePolicy();
  }

  @Override
  protected Set<Need> needs() {
    return Set.of();
  }

  /** Half of each layer: of (5, 1, 2, 4) and of (0.3, −0.4). */
  @Test
  void cutsEachLayerAlike() {
    float[] weights = {5, 1, -2, 4, 0, 0, 0.3f, -0.4f, 0};
    PruningRequest request = PruningRequest.builder(Fixtures.mlp(2, 2, 1), weights, 0.5).build();
    assertEquals("{0, 3, 4, 5, 7, 8}", policy().prune(request).mask().toBitSet().toString());
  }
}
