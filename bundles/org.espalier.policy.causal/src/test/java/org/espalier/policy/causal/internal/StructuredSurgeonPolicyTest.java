package org.espalier.policy.causal.internal;

import java.util.Set;
import org.espalier.core.Need;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.policy.causal.internal.surgeon.StructuredOptions;
import org.espalier.testkit.PruningPolicyContract;

class StructuredSurgeonPolicyTest extends PruningPolicyContract {
  @Override
  protected PruningPolicy policy() {
    return new StructuredSurgeonPolicy(new StructuredOptions(32, 0.1));
  }

  @Override
  protected Set<Need> needs() {
    return Set.of(Need.TRAJECTORY, Need.TRAJECTORY_GRADIENTS);
  }

  @Override
  protected boolean cutsWholeUnits() {
    return true;
  }
}
