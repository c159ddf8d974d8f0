package org.espalier.policy.causal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.Set;
import org.espalier.core.Need;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.trajectory.Losses;
import org.espalier.policy.causal.internal.surgeon.SurgeonOptions;
import org.espalier.testkit.Fixtures;
import org.espalier.testkit.MemoryTrajectory;
import org.espalier.testkit.PruningPolicyContract;
import org.junit.jupiter.api.Test;

class TrajectorySurgeonPolicyTest extends PruningPolicyContract {
  @Override
  protected PruningPolicy policy() {
    return new TrajectorySurgeonPolicy(SurgeonOptions.standard());
  }

  @Override
  protected Set<Need> needs() {
    return Set.of(Need.TRAJECTORY, Need.TRAJECTORY_GRADIENTS);
  }

  /** Each cut changes what the unit's other weights are worth. */
  @Override
  protected boolean cutsEqualsByIndex() {
    return false;
  }

  /** 20 weights are 0, every fifth of the first layer; 15 of all 150 go. */
  @Test
  void cutsTheLowerIndexOfZerosFirst() {
    ParameterLayout layout = Fixtures.mlp(10, 10, 5);
    float[] weights = Fixtures.normal(layout.size(), 1, 1);
    BitSet expected = Mask.all(layout).toBitSet();
    for (int k = 0; k < 100; k += 5) {
      weights[k] = 0;
      expected.set(k, k >= 75);
    }
    float[][] updates = Fixtures.normal(8, layout.size(), 0.1, 2);
    Losses losses = new Losses(new double[8], new double[8]);
    PruningRequest request =
        PruningRequest.builder(layout, weights, 0.1)
            .trajectory(MemoryTrajectory.sgd(layout, 0.1, updates, losses, weights))
            .build();
    assertEquals(expected, policy().prune(request).mask().toBitSet());
  }
}
