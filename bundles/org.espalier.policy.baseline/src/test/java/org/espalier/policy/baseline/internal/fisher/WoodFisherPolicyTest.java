package org.espalier.policy.baseline.internal.fisher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import org.espalier.core.EspalierException;
import org.espalier.core.Need;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.pruning.Prediction;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.testkit.Fixtures;
import org.espalier.testkit.PruningPolicyContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WoodFisherPolicyTest extends PruningPolicyContract {
  private static final ParameterLayout LAYOUT = Fixtures.mlp(4, 5, 3);
  private static final float[] THETA = FisherReference.TABLE.floats("theta");
  private static final float[][] GRADIENTS = FisherReference.TABLE.floatRows("gradients");

  @Override
  protected PruningPolicy policy() {
    return new WoodFisherPolicy(new WoodFisherOptions(512, 1, 2000, false));
  }

  @Override
  protected Set<Need> needs() {
    return Set.of(Need.TRAJECTORY, Need.TRAJECTORY_GRADIENTS);
  }

  @ParameterizedTest
  @CsvSource({"0, false", "0, true", "8, false", "8, true"})
  void agreesWithTheWholeInverseInNumPy(int block, boolean joint) {
    String name = block + "-" + (joint ? "joint" : "each");
    WoodFisherOptions options = new WoodFisherOptions(512, 0.1, block, joint);
    PruningRequest request = FisherReference.request(LAYOUT, GRADIENTS, THETA, 0.4).build();

    Pruning pruning = WoodFisher.prune(request, options);

    double[] moved = FisherReference.TABLE.doubles("moved-" + name);
    assertEquals(FisherReference.kept(LAYOUT, moved), pruning.mask().toBitSet());
    FisherReference.requireClose(moved, pruning.apply(THETA), "weight ");
    requirePrediction(pruning, name, block);
  }

  /** In nats: 32 times the mean ‖g‖² of the gradients as they came. */
  private static void requirePrediction(Pruning pruning, String name, int block) {
    double scale = 0;
    for (float[] gradient : GRADIENTS) {
      for (float g : gradient) {
        scale += 32 * (double) g * g / GRADIENTS.length;
      }
    }
    Prediction prediction = pruning.prediction().orElseThrow();
    double cost = scale * FisherReference.TABLE.doubles("cost-" + name)[0];
    assertEquals(cost, prediction.lossChange(), 1e-5 * cost);
    double[] saliencies = FisherReference.TABLE.doubles("saliency-" + block);
    double[] effects = prediction.effects();
    for (int q = 0; q < saliencies.length; q++) {
      int k = q < 20 ? q : q + 5;
      double expected = pruning.mask().keeps(k) ? 0 : scale * saliencies[q];
      assertEquals(expected, effects[k], 1e-5 * expected);
    }
  }

  /** One block of all is what one larger than every tensor isn't. */
  @Test
  void takesNoBlockOverTwoTensors() {
    PruningRequest request = FisherReference.request(LAYOUT, GRADIENTS, THETA, 0.4).build();
    double each =
        WoodFisher.prune(request, new WoodFisherOptions(512, 0.1, 20, true))
            .prediction()
            .orElseThrow()
            .lossChange();
    assertEquals(
        each,
        WoodFisher.prune(request, new WoodFisherOptions(512, 0.1, Integer.MAX_VALUE, true))
            .prediction()
            .orElseThrow()
            .lossChange());
  }

  @Test
  void refusesWhatItCanNotDo() {
    refuses("rows = 1; it must be from 2 to 512", 1, 1, 0);
    refuses("rows = 513; it must be from 2 to 512", 513, 1, 0);
    refuses("damping = 0.0; it must be positive", 9, 0, 0);
    refuses("damping = NaN; it must be positive", 9, Double.NaN, 0);
    refuses("block = -1; it must be positive, or 0 for one block of all weights", 9, 1, -1);
    PruningRequest still = FisherReference.request(LAYOUT, withoutWeights(), THETA, 0.4).build();
    assertEquals(
        "no weight that may be pruned has a gradient in the trajectory; record a training that"
            + " moves them",
        assertThrows(EspalierException.class, () -> policy().prune(still)).getMessage());
  }

  @Test
  void refusesTheTrajectoryOfAnotherModel() {
    float[] other = THETA.clone();
    for (int k = 0; k < other.length; k++) {
      other[k] *= -1;
    }
    PruningRequest request =
        PruningRequest.builder(LAYOUT, other, 0.4)
            .trajectory(FisherReference.request(LAYOUT, GRADIENTS, THETA, 0.4).build().trajectory())
            .build();
    for (PruningPolicy policy :
        List.of(policy(), new ChitaPolicy(new ChitaOptions(9, 1, 1, true)))) {
      assertEquals(
          "the trajectory is of another model: it ends at weights that are 2.0 of their length away"
              + " from the model's; record this model's own training",
          assertThrows(EspalierException.class, () -> policy.prune(request)).getMessage());
    }
  }

  private static void refuses(String message, int rows, double damping, int block) {
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () -> new WoodFisherOptions(rows, damping, block, false))
            .getMessage());
  }

  /** Gradients of one bias alone. */
  private static float[][] withoutWeights() {
    float[][] gradients = new float[4][LAYOUT.size()];
    for (float[] gradient : gradients) {
      gradient[21] = 1;
    }
    return gradients;
  }
}
