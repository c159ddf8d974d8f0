package org.espalier.policy.baseline.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.BitSet;
import java.util.Set;
import org.espalier.core.Need;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.pruning.FlowOptions;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.testkit.PruningPolicyContract;
import org.junit.jupiter.api.Test;

class RandomPolicyTest extends PruningPolicyContract {
  @Override
  protected PruningPolicy policy() {
    return new RandomPolicy(FlowOptions.OFF);
  }

  @Override
  protected Set<Need> needs() {
    return Set.of();
  }

  @Override
  protected boolean cutsEqualsByIndex() {
    return false;
  }

  @Test
  void drawsByTheSeedAlone() {
    Mask mask = policy().prune(request(0.5).seed(1).build()).mask();
    assertNotEquals(mask, policy().prune(request(0.5).seed(2).build()).mask());
    assertEquals(
        mask,
        policy()
            .prune(
                PruningRequest.builder(mask.layout(), new float[mask.layout().size()], 0.5)
                    .seed(1)
                    .build())
            .mask());
  }

  @Test
  void nestsRisingSparsities() {
    BitSet more = policy().prune(request(0.8).build()).mask().toBitSet();
    more.andNot(policy().prune(request(0.5).build()).mask().toBitSet());
    assertEquals(new BitSet(), more);
  }

  /** Of 320 of 640 kept, a layer of n keeps n/2, give or take four standard deviations. */
  @Test
  void drawsEvenly() {
    Mask mask = policy().prune(request(0.5).build()).mask();
    for (Parameter layer : mask.layout().prunable()) {
      double n = layer.size();
      assertEquals(n / 2, mask.kept(layer), 4 * Math.sqrt(n / 4 * (1 - n / 640)), layer::name);
    }
  }
}
