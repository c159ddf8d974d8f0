package org.espalier.policy.baseline.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Set;
import org.espalier.core.EspalierException;
import org.espalier.core.Need;
import org.espalier.core.pruning.FlowOptions;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.testkit.Fixtures;
import org.espalier.testkit.PruningPolicyContract;
import org.junit.jupiter.api.Test;

class GradientWeightPolicyTest extends PruningPolicyContract {
  @Override
  protected PruningPolicy policy() {
    return new GradientWeightPolicy(FlowOptions.OFF);
  }

  @Override
  protected Set<Need> needs() {
    return Set.of(Need.GRADIENTS);
  }

  @Test
  void agreesWithNumPy() {
    PruningRequest request = Reference.request();
    Reference.requireAgreement(
        "gradient-weight",
        Criteria.firstOrder(request.weights(), new GradientMeans(request).signed()),
        policy());
  }

  /** Gradients 3 and −1 of two minibatches cancel to a mean of 1, times a weight of −2. */
  @Test
  void letsOpposedGradientsCancel() {
    float[] weights = {-2, 1, 1, 0};
    PruningRequest request =
        PruningRequest.builder(Fixtures.mlp(1, 2), weights, 0.5)
            .gradients(Fixtures.gradients(new float[] {3, 1, 0, 5}, new float[] {-1, -1, 0, 5}))
            .build();
    GradientMeans means = new GradientMeans(request);
    assertArrayEquals(new double[] {2, 0, 0, 0}, Criteria.firstOrder(weights, means.signed()));
    assertArrayEquals(new double[] {4, 1, 0, 0}, Criteria.firstOrder(weights, means.absolute()));
  }

  @Test
  void namesTheGradientThatIsNotFinite() {
    float[][] rows = {{1, 1, 1, 1}, {1, 1, Float.NaN, 1}};
    assertEquals(
        "the gradient of minibatch 1 is NaN for fc1.b at index 0; it must be finite",
        refusal(rows));
    assertEquals(
        "the gradient of minibatch 0 has 3 values for 4 parameters", refusal(new float[1][3]));
    assertEquals(
        "there is no minibatch to take gradients of; pass more data", refusal(new float[0][4]));
  }

  private static String refusal(float[][] rows) {
    PruningRequest request =
        PruningRequest.builder(Fixtures.mlp(1, 2), new float[4], 0.5)
            .gradients(Fixtures.gradients(rows))
            .build();
    return String.valueOf(
        assertThrows(
                EspalierException.class,
                () -> new GradientWeightPolicy(FlowOptions.OFF).prune(request))
            .getMessage());
  }
}
