package org.espalier.policy.causal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.core.Need;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.pruning.FlowOptions;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.testkit.Fixtures;
import org.espalier.testkit.PruningPolicyContract;
import org.junit.jupiter.api.Test;

class GammaQuotaPolicyTest extends PruningPolicyContract {
  @Override
  protected PruningPolicy policy() {
    return new GammaQuotaPolicy(FlowOptions.OFF);
  }

  @Override
  protected Set<Need> needs() {
    return Set.of(Need.EVIDENCE);
  }

  @Test
  void agreesWithNumPy() {
    assertEquals(
        Reference.mask("gamma-quota-mask"), policy().prune(Reference.request()).mask().toBitSet());
  }

  /** One layer of six weights: |γ| ranks 5, 2, 1; the fourth kept is a tie by index. */
  @Test
  void tellsWhereGammaDecidedNothing() {
    double[] gamma = {0, -3, 1, 0, 0, 7, 0, 0};
    PruningRequest request =
        PruningRequest.builder(Fixtures.mlp(3, 2), new float[8], 2 / 6.0)
            .evidence(new CausalEvidence(gamma, GrangerForm.INSTANTANEOUS, false, 0, Map.of()))
            .build();

    Pruning pruning = policy().prune(request);

    assertEquals("{1, 2, 4, 5, 6, 7}", pruning.mask().toBitSet().toString());
    assertEquals(
        List.of(
            "only 3 of the 4 kept weights have a score above 0; the rest are ties by index",
            "the estimator of the evidence had not converged"),
        pruning.notes());
  }
}
