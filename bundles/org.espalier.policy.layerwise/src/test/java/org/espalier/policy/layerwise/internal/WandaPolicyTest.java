package org.espalier.policy.layerwise.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Set;
import org.espalier.core.Need;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.testkit.Fixtures;
import org.espalier.testkit.PruningPolicyContract;
import org.junit.jupiter.api.Test;

class WandaPolicyTest extends PruningPolicyContract {
  @Override
  protected PruningPolicy policy() {
    return new WandaPolicy(new WandaOptions(true));
  }

  @Override
  protected Set<Need> needs() {
    return Set.of(Need.INPUTS);
  }

  /** In each unit by itself, which {@link #sharesOutAmongUnits} sees to. */
  @Override
  protected boolean cutsEqualsByIndex() {
    return false;
  }

  /** 7 of 12 weights stay: 3 of the first of 3 units, 2 of the others, the last of each. */
  @Test
  void sharesOutAmongUnits() {
    ParameterLayout layout = Fixtures.mlp(4, 3);
    float[] same = new float[layout.size()];
    Arrays.fill(same, 0.5f);
    PruningRequest request =
        PruningRequest.builder(layout, same, 5 / 12.0)
            .inputs(Fixtures.inputs(tensor -> new float[][] {{1, -1, 1, -1}}))
            .build();
    BitSet kept = policy().prune(request).mask().toBitSet();
    kept.clear(12, 15);
    assertEquals("{1, 2, 3, 6, 7, 10, 11}", kept.toString());
    assertFalse(policy().prune(request).adjustsWeights());
  }

  /** Weight 0 is the largest, but nothing comes in there; weight 3 the smallest, by much. */
  @Test
  void weighsByTheNormOfTheInput() {
    ParameterLayout layout = Fixtures.mlp(4, 1);
    PruningRequest request =
        PruningRequest.builder(layout, new float[] {9, 2, -3, 1, 0}, 0.5)
            .inputs(Fixtures.inputs(tensor -> new float[][] {{0, 1, 1, 3}, {0, 1, 1, -4}}))
            .build();
    assertEquals("{2, 3, 4}", policy().prune(request).mask().toBitSet().toString());
  }
}
