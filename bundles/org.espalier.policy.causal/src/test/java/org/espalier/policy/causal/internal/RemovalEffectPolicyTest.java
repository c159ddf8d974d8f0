package org.espalier.policy.causal.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.espalier.core.Need;
import org.espalier.core.pruning.FlowOptions;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.testkit.PruningPolicyContract;
import org.junit.jupiter.api.Test;

class RemovalEffectPolicyTest extends PruningPolicyContract {
  @Override
  protected PruningPolicy policy() {
    return new RemovalEffectPolicy(FlowOptions.OFF);
  }

  @Override
  protected Set<Need> needs() {
    return Set.of(Need.EVIDENCE);
  }

  @Test
  void agreesWithNumPy() {
    Reference.requireClose(
        "removal-effect",
        Criteria.removalEffect(
            Reference.TABLE.doubles("gamma"), Reference.TABLE.floats("weights")));
    assertEquals(
        Reference.mask("removal-effect-mask"),
        policy().prune(Reference.request()).mask().toBitSet());
  }

  @Test
  void isGammaTimesTheSquaredWeight() {
    assertArrayEquals(
        new double[] {18, 2, 0},
        Criteria.removalEffect(new double[] {-2, 0.5, 0}, new float[] {3, -2, 9}));
  }
}
