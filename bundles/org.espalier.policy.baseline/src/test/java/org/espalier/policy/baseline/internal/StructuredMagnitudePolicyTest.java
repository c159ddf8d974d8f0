package org.espalier.policy.baseline.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.espalier.core.Need;
import org.espalier.core.model.Granularity;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.Scope;
import org.espalier.testkit.PruningPolicyContract;
import org.junit.jupiter.api.Test;

class StructuredMagnitudePolicyTest extends PruningPolicyContract {
  @Override
  protected PruningPolicy policy() {
    return new StructuredMagnitudePolicy();
  }

  @Override
  protected Set<Need> needs() {
    return Set.of();
  }

  @Override
  protected boolean cutsWholeUnits() {
    return true;
  }

  @Test
  void isMagnitudeOfWholeUnits() {
    for (Scope scope : Scope.values()) {
      PruningRequest units = request(0.6).granularity(Granularity.UNIT).build();
      assertEquals(
          policy().prune(request(0.6).build()).mask(),
          new MagnitudePolicy(new MagnitudeOptions(scope, false)).prune(units).mask());
    }
  }
}
