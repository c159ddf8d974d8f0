package org.espalier.policy.causal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.core.Need;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.testkit.Fixtures;
import org.espalier.testkit.PruningPolicyContract;
import org.junit.jupiter.api.Test;

class ZeroRulePolicyTest extends PruningPolicyContract {
  /** Weights 0 to 3, biases 4 and 5, weights 6 and 7, bias 8. */
  private static final ParameterLayout SMALL = Fixtures.mlp(2, 2, 1);

  @Override
  protected PruningPolicy policy() {
    return new ZeroRulePolicy();
  }

  @Override
  protected Set<Need> needs() {
    return Set.of(Need.EVIDENCE);
  }

  @Override
  protected boolean choosesSparsity() {
    return true;
  }

  @Test
  void cutsExactlyTheZeros() {
    Pruning pruning = policy().prune(small(0, -1, 0, 2, 0, 0, 0, -0.5, 0).build());
    assertEquals(bits(1, 3, 4, 5, 7, 8), pruning.mask().toBitSet());
    assertEquals(List.of(), pruning.notes());
    double[] gamma = Reference.TABLE.doubles("gamma");
    Mask mask = policy().prune(Reference.request()).mask();
    for (int k = 0; k < gamma.length; k++) {
      boolean bias = (12 <= k && k < 16) || k >= 28;
      assertEquals(bias || gamma[k] != 0, mask.keeps(k), "weight " + k);
    }
  }

  @Test
  void sparesOneWeightOfALayerAndSaysSo() {
    Pruning pruning = policy().prune(small(0, -1, 0, 0, 0, 0, 0, -0.0, 0).build());
    assertEquals(bits(1, 4, 5, 7, 8), pruning.mask().toBitSet());
    assertEquals(List.of("kept one weight of fc2.W, where every gamma is 0"), pruning.notes());
  }

  @Test
  void emptiesALayerWhereAllowed() {
    PruningRequest request = small(0, -1, 0, 0, 0, 0, 0, 0, 0).emptyLayersAllowed(true).build();
    Pruning pruning = policy().prune(request);
    assertEquals(bits(1, 4, 5, 8), pruning.mask().toBitSet());
    assertEquals(List.of("fc2.W"), pruning.collapsed());
  }

  @Test
  void saysIfTheEvidenceNamesNothing() {
    Pruning pruning = policy().prune(small(0, 0, 0, 0, 5, 5, 0, 0, 5).build());
    assertEquals(bits(3, 4, 5, 7, 8), pruning.mask().toBitSet());
    assertEquals(
        List.of(
            "every gamma is 0: the evidence names no weight to keep",
            "kept one weight of fc1.W, fc2.W, where every gamma is 0"),
        pruning.notes());
  }

  @Test
  void sparesALivingWeightAndLeavesADeadLayerDead() {
    Mask alive = Mask.of(SMALL, bits(0, 2, 4, 5, 8));
    Pruning pruning = policy().prune(small(0, -1, 0, 0, 0, 0, 1, 1, 0).alive(alive).build());
    assertEquals(bits(2, 4, 5, 8), pruning.mask().toBitSet());
  }

  @Test
  void tellsOfEvidenceThatHadNotConverged() {
    double[] gamma = {1, 1, 1, 1, 1, 1, 1, 1, 1};
    CausalEvidence evidence = new CausalEvidence(gamma, GrangerForm.LAGGED, false, 0, Map.of());
    assertEquals(
        List.of("the estimator of the evidence had not converged"),
        policy().prune(small(gamma).evidence(evidence).build()).notes());
  }

  private static PruningRequest.Builder small(double... gamma) {
    return PruningRequest.builder(SMALL, new float[] {1, 1, 1, 1, 1, 1, 1, 1, 1}, 0.5)
        .evidence(Fixtures.evidence(gamma));
  }

  private static BitSet bits(int... indices) {
    BitSet bits = new BitSet();
    for (int index : indices) {
      bits.set(index);
    }
    return bits;
  }
}
