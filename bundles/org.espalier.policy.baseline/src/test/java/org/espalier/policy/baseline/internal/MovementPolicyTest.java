package org.espalier.policy.baseline.internal;

import java.util.Set;
import org.espalier.core.Need;
import org.espalier.core.Progress;
import org.espalier.core.pruning.FlowOptions;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.trajectory.SquaredUpdates;
import org.espalier.testkit.PruningPolicyContract;
import org.junit.jupiter.api.Test;

class MovementPolicyTest extends PruningPolicyContract {
  @Override
  protected PruningPolicy policy() {
    return new MovementPolicy(FlowOptions.OFF);
  }

  @Override
  protected Set<Need> needs() {
    return Set.of(Need.TRAJECTORY);
  }

  @Test
  void agreesWithNumPy() {
    Reference.requireAgreement(
        "movement", SquaredUpdates.sum(Reference.trajectory(), Progress.NONE), policy());
  }
}
