package org.espalier.policy.layerwise.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Set;
import org.espalier.core.CancelledException;
import org.espalier.core.Need;
import org.espalier.core.Progress;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.testkit.Fixtures;
import org.espalier.testkit.PruningPolicyContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparseGptPolicyTest extends PruningPolicyContract {
  @Override
  protected PruningPolicy policy() {
    return new SparseGptPolicy(new SparseGptOptions(128, 0.01, true));
  }

  @Override
  protected Set<Need> needs() {
    return Set.of(Need.INPUTS);
  }

  /** Both inputs are the same: the second weight takes over what the first did. */
  @Test
  void letsTheWeightsToTheRightMakeUp() {
    ParameterLayout layout = Fixtures.mlp(2, 1);
    PruningRequest request =
        PruningRequest.builder(layout, new float[] {1, 2, 0}, 0.5)
            .inputs(Fixtures.inputs(tensor -> new float[][] {{1, 1}, {-3, -3}}))
            .build();
    Pruning pruning = policy().prune(request);
    assertEquals("{1, 2}", pruning.mask().toBitSet().toString());
    // H = 5(1 1; 1 1) × 2 dampened by 1 %: the second weight goes up by 10 ÷ 10.1
    assertEquals(2 + 10 / 10.1, pruning.apply(request.weights())[1], 1e-6);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.01, blockSize = 0; it must be at least 1",
    "1, 0, 'dampening = 0.0; it must be in (0, 1]'",
    "1, 1.5, 'dampening = 1.5; it must be in (0, 1]'"
  })
  void refusesOptionsOutside(int blockSize, double dampening, String message) {
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () -> new SparseGptOptions(blockSize, dampening, true))
            .getMessage());
  }

  @Test
  void stopsWithinALayer() {
    int[] asked = {0};
    Progress progress =
        new Progress() {
          @Override
          public void at(long done, long total, String what) {}

          @Override
          public boolean isCancelled() {
            return ++asked[0] > 30;
          }
        };
    PruningRequest request = request(0.5).progress(progress).build();
    assertThrows(CancelledException.class, () -> policy().prune(request));
    assertEquals(31, asked[0]);
  }
}
