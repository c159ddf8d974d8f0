package org.espalier.policy.causal.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.espalier.core.Need;
import org.espalier.core.Progress;
import org.espalier.core.pruning.FlowOptions;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.trajectory.SquaredUpdates;
import org.espalier.testkit.PruningPolicyContract;
import org.junit.jupiter.api.Test;

class TrajectoryFisherPolicyTest extends PruningPolicyContract {
  @Override
  protected PruningPolicy policy() {
    return new TrajectoryFisherPolicy(FlowOptions.OFF);
  }

  @Override
  protected Set<Need> needs() {
    return Set.of(Need.TRAJECTORY);
  }

  @Test
  void agreesWithNumPy() {
    double[] curvature = SquaredUpdates.meanByRate(Reference.trajectory(), Progress.NONE);
    Reference.requireClose(
        "trajectory-fisher", Criteria.quadraticLoss(Reference.TABLE.floats("weights"), curvature));
    assertEquals(
        Reference.mask("trajectory-fisher-mask"),
        policy().prune(Reference.request()).mask().toBitSet());
  }

  /** L = (4a² + b²)/2 has curvatures 4 and 1, so removing a = 1 costs 2, and b = −3 costs 4.5. */
  @Test
  void isTheLossOfAQuadratic() {
    assertArrayEquals(
        new double[] {2, 4.5}, Criteria.quadraticLoss(new float[] {1, -3}, new double[] {4, 1}));
  }
}
