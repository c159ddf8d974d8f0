package com.example.policy;

import java.util.Set;
import org.espalier.core.Need;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.testkit.PruningPolicyContract;

/** What every policy must do; tests of what this one computes go here, too. */
class MagnitudePolicyTest extends PruningPolicyContract {
  @Override
  protected PruningPolicy policy() {
    return new MagnitudePolicy();
  }

  @Override
  protected Set<Need> needs() {
    return Set.of();
  }
}
