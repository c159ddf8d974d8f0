package org.espalier.policy.baseline.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Set;
import org.espalier.core.Need;
import org.espalier.core.Options;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.Scope;
import org.espalier.testkit.PruningPolicyContract;
import org.junit.jupiter.api.Test;

class MagnitudePolicyTest extends PruningPolicyContract {
  @Override
  protected PruningPolicy policy() {
    return new MagnitudePolicy(new MagnitudeOptions(Scope.GLOBAL, false));
  }

  @Override
  protected Set<Need> needs() {
    return Set.of();
  }

  @Test
  void agreesWithNumPy() {
    Reference.requireAgreement(
        "magnitude", Criteria.squaredMagnitude(Reference.TABLE.floats("weights")), policy());
  }

  @Test
  void comparesLayerwiseIfAsked() {
    PruningRequest asked = request(0.9).options(Options.of(Map.of("scope", "layerwise"))).build();
    assertEquals(
        new LayerwiseMagnitudePolicy().prune(request(0.9).build()).mask(),
        policy().prune(asked).mask());
    assertNotEquals(policy().prune(request(0.9).build()).mask(), policy().prune(asked).mask());
  }

  @Test
  void refusesAnotherScope() {
    PruningRequest request = request(0.9).options(Options.of(Map.of("scope", "unit"))).build();
    assertEquals(
        "option scope = 'unit'; it is one of global, layerwise",
        assertThrows(IllegalArgumentException.class, () -> policy().prune(request)).getMessage());
  }
}
