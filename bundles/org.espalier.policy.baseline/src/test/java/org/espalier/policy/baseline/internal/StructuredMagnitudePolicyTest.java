package org.espalier.policy.baseline.internal;

import java.util.Set;
import org.espalier.core.Need;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.testkit.PruningPolicyContract;

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
}
