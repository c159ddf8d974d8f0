package org.espalier.policy.causal.internal.surgeon;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.espalier.core.pruning.Prediction;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.trajectory.Trajectory;
import org.junit.jupiter.api.Test;

/** Where the trajectory's curvature is the true Hessian, the surgeon is exact. */
class LinearModelTest {
  private static final SurgeonOptions UNDAMPED = new SurgeonOptions(512, 1e-9, false);

  @Test
  void predictsTheTrueRiseOfTheLoss() {
    LinearModel model = new LinearModel(10, 4, 60, 0.5, 1);
    for (double sparsity : new double[] {0.1, 0.5, 0.8}) {
      Pruning pruning = prune(model, model.trajectory(), sparsity);
      double change = model.lossChange(pruning.apply(model.weights));
      assertTrue(change > 0);
      assertEquals(change, prediction(pruning).lossChange(), 1e-5 * change);
    }
  }

  /** Minibatches of B have gradients whose second moment is the Hessian ÷ B. */
  @Test
  void predictsForTheBatchSize() {
    LinearModel model = new LinearModel(10, 4, 60, 0.5, 1);
    Prediction one = prediction(prune(model, model.trajectory(), 0.5));
    Prediction many = prediction(prune(model, model.trajectory(Map.of("batchSize", 16.0)), 0.5));
    assertEquals(16 * one.lossChange(), many.lossChange(), 1e-12 * many.lossChange());
    double[] effects = one.effects();
    for (int k = 0; k < effects.length; k++) {
      effects[k] *= 16;
    }
    assertArrayEquals(effects, many.effects(), 1e-12 * many.lossChange());
  }

  /** One weight of ten goes: its effect is all that happens, and no other would have cost less. */
  @Test
  void effectOfASingleCutIsTheTrueRise() {
    LinearModel model = new LinearModel(10, 1, 60, 0.5, 2);
    Pruning pruning = prune(model, model.trajectory(), 0.1);
    double change = model.lossChange(pruning.apply(model.weights));
    int cut = pruning.mask().toBitSet().nextClearBit(0);
    assertEquals(change, prediction(pruning).effects()[cut], 1e-5 * change);
    double[][] hessian = hessian(model);
    double[][] inverse = NaiveSurgeon.inverse(hessian);
    double least =
        IntStream.range(0, 10)
            .mapToDouble(k -> Math.pow(model.weights[k], 2) / inverse[k][k] / 2)
            .min()
            .orElseThrow();
    assertEquals(least, change, 1e-5 * least);
  }

  @Test
  void effectsAreOfCutWeightsOnly() {
    LinearModel model = new LinearModel(10, 4, 60, 0.5, 3);
    Pruning pruning = prune(model, model.trajectory(), 0.7);
    double[] effects = prediction(pruning).effects();
    for (int k = 0; k < effects.length; k++) {
      assertEquals(pruning.mask().keeps(k), effects[k] == 0, "effect of " + k);
      assertTrue(effects[k] >= 0, "effect of " + k);
    }
  }

  /** No move of the kept weights lowers the loss any more. */
  @Test
  void keptWeightsAreTheLeastSquaresSolution() {
    LinearModel model = new LinearModel(10, 4, 60, 0.5, 4);
    Pruning pruning = prune(model, model.trajectory(), 0.6);
    double[] slope = model.slope(pruning.apply(model.weights));
    double[] before = model.slope(pruning.mask().apply(model.weights));
    double largest =
        IntStream.range(0, before.length).mapToDouble(k -> Math.abs(before[k])).max().orElseThrow();
    for (int k = 0; k < slope.length; k++) {
      if (pruning.mask().keeps(k)) {
        assertEquals(0, slope[k], 1e-5 * largest, "slope of " + k);
      }
    }
  }

  /** The correlations are what it works with: without them it costs a multiple. */
  @Test
  void isWorseWithShuffledInputs() {
    LinearModel model = new LinearModel(20, 4, 60, 0.1, 5);
    Pruning own = prune(model, model.trajectory(), 0.5);
    Pruning shuffled = prune(model, shuffled(model), 0.5);
    double cost = model.lossChange(own.apply(model.weights));
    double worse = model.lossChange(shuffled.apply(model.weights));
    assertTrue(worse > 5 * cost, worse + " against " + cost);
  }

  /** Each output's gradients with their inputs in another order. */
  private static Trajectory shuffled(LinearModel model) {
    float[][] gradients = model.gradients();
    Random random = new Random(6);
    for (int[] unit : new NaiveSurgeon(model.layout, gradients, model.weights, 1).units()) {
      int inputs = unit.length - 1;
      List<Integer> order = new ArrayList<>(IntStream.range(0, inputs).boxed().toList());
      Collections.shuffle(order, random);
      for (float[] row : gradients) {
        float[] before = row.clone();
        for (int i = 0; i < inputs; i++) {
          row[unit[i]] = before[unit[order.get(i)]];
        }
      }
    }
    return SurgeonFixture.recorded(model.layout, gradients, model.weights);
  }

  private static double[][] hessian(LinearModel model) {
    float[][] gradients = model.gradients();
    int p = model.layout.size();
    double[][] hessian = new double[p][p];
    for (float[] g : gradients) {
      for (int i = 0; i < p; i++) {
        for (int j = 0; j < p; j++) {
          hessian[i][j] += (double) g[i] * g[j] / gradients.length;
        }
      }
    }
    return hessian;
  }

  private static Pruning prune(LinearModel model, Trajectory trajectory, double sparsity) {
    return TrajectorySurgeon.prune(
        PruningRequest.builder(model.layout, model.weights, sparsity)
            .trajectory(trajectory)
            .build(),
        UNDAMPED);
  }

  private static Prediction prediction(Pruning pruning) {
    return pruning.prediction().orElseThrow();
  }
}
