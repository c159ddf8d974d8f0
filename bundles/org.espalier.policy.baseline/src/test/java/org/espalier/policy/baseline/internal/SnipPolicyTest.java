package org.espalier.policy.baseline.internal;

import java.util.Set;
import org.espalier.core.Need;
import org.espalier.core.pruning.FlowOptions;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.testkit.PruningPolicyContract;
import org.junit.jupiter.api.Test;

class SnipPolicyTest extends PruningPolicyContract {
  @Override
  protected PruningPolicy policy() {
    return new SnipPolicy(FlowOptions.OFF);
  }

  @Override
  protected Set<Need> needs() {
    return Set.of(Need.GRADIENTS);
  }

  @Test
  void agreesWithNumPy() {
    PruningRequest request = Reference.request();
    Reference.requireAgreement(
        "snip",
        Criteria.firstOrder(request.weights(), new GradientMeans(request).absolute()),
        policy());
  }
}
