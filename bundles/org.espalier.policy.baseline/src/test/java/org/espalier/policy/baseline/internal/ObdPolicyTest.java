package org.espalier.policy.baseline.internal;

import java.util.Set;
import org.espalier.core.Need;
import org.espalier.core.pruning.FlowOptions;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.testkit.PruningPolicyContract;
import org.junit.jupiter.api.Test;

class ObdPolicyTest extends PruningPolicyContract {
  @Override
  protected PruningPolicy policy() {
    return new ObdPolicy(FlowOptions.OFF);
  }

  @Override
  protected Set<Need> needs() {
    return Set.of(Need.GRADIENTS);
  }

  @Test
  void agreesWithNumPy() {
    PruningRequest request = Reference.request();
    Reference.requireAgreement(
        "obd",
        Criteria.quadraticLoss(request.weights(), new GradientMeans(request).squared()),
        policy());
  }
}
