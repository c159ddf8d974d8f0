package org.espalier.policy.causal.internal.surgeon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.espalier.core.EspalierException;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.espalier.lib.algebra.LinearAlgebra;
import org.espalier.testkit.Fixtures;
import org.espalier.testkit.MemoryTrajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can't be operated on is told in one line, which is all that comes back. */
class SurgeonRefusalTest {
  private static final ParameterLayout LAYOUT = Fixtures.mlp(6, 4, 3);
  private static final int P = LAYOUT.size();
  private static final float[] WEIGHTS = Fixtures.normal(P, 1, 1);
  private static final float[][] UPDATES = Fixtures.normal(8, P, 0.1, 2);

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aTrajectoryWithoutSteps(int steps) {
    refuses(
        "the trajectory has %d steps; two or more are needed, better thirty-two".formatted(steps),
        sgd(Fixtures.normal(steps, P, 0.1, 2)));
  }

  @Test
  void aTrainingThatDoesNotMove() {
    float[][] still = new float[8][P];
    refuses(
        "8 of the trajectory's 8 gradients looked at are zero; record a training that moves",
        sgd(still));
    still[3] = UPDATES[3];
    refuses(
        "7 of the trajectory's 8 gradients looked at are zero; record a training that moves",
        sgd(still));
  }

  @Test
  void aTrainingOfTheBiasesAlone() {
    float[][] updates = new float[8][P];
    for (int t = 0; t < updates.length; t++) {
      System.arraycopy(UPDATES[t], 24, updates[t], 24, 4);
    }
    refuses(
        "no weight that may be pruned has a gradient in the trajectory; record a training that"
            + " moves them",
        sgd(updates));
  }

  @Test
  void aTrajectoryOfOtherShapes() {
    ParameterLayout other = Fixtures.mlp(6, 5, 3);
    Trajectory trajectory =
        SurgeonFixture.recorded(
            other, Fixtures.normal(8, other.size(), 1, 1), new float[other.size()]);
    EspalierException e =
        assertThrows(
            EspalierException.class,
            () -> PruningRequest.builder(LAYOUT, WEIGHTS, 0.5).trajectory(trajectory));
    assertEquals(
        "the trajectory is of another model: the model has fc1.W [4, 6] where the trajectory has"
            + " fc1.W [5, 6]",
        e.getMessage());
  }

  @Test
  void aTrajectoryThatEndsElsewhere() {
    float[] other = WEIGHTS.clone();
    for (int k = 0; k < P; k++) {
      other[k] *= -1;
    }
    String line =
        "the trajectory is of another model: it ends at weights that are %s of their length away"
            + " from the model's; record this model's own training";
    refuses(line.formatted("2.0"), trajectory("sgd", Map.of(), 1, UPDATES, other));
    refuses(line.formatted("Infinity"), trajectory("sgd", Map.of(), 1, UPDATES, new float[P]));
  }

  /** As the few weights that earlier rounds have left and adjusted. */
  @Test
  void notWeightsThatHaveGrownInTheirDirection() {
    float[] before = WEIGHTS.clone();
    for (int k = 0; k < P; k++) {
      before[k] *= k % 2 == 0 ? 0.5f : 0.2f;
    }
    Trajectory grown = trajectory("sgd", Map.of(), 1, UPDATES, before);
    PruningRequest request = PruningRequest.builder(LAYOUT, WEIGHTS, 0.5).trajectory(grown).build();
    assertEquals(
        request.keep(),
        TrajectorySurgeon.prune(request, SurgeonOptions.standard()).mask().keptPrunable());
  }

  @Test
  void momentumWithoutConsecutiveRows() {
    refuses(
        "the trajectory holds one step in 2; with momentum the gradients come from consecutive"
            + " rows: record every step, or the gradients too (record --gradients)",
        trajectory("momentum", Map.of("momentum", 0.9), 2, UPDATES, WEIGHTS));
  }

  @Test
  void adamWithoutGradients() {
    refuses(
        "the updates of optimizer 'adam' don't give the gradients back; record the trajectory with"
            + " its gradients (record --gradients)",
        trajectory("adam", Map.of(), 1, UPDATES, WEIGHTS));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void aTrainingThatDiverged(float bad) {
    float[][] updates = new float[UPDATES.length][];
    for (int t = 0; t < updates.length; t++) {
      updates[t] = UPDATES[t].clone();
    }
    updates[5][7] = bad;
    refuses(
        "the gradient of row 5 is %s at parameter 7; record the trajectory again from a training"
                .formatted(-bad)
            + " that does not diverge",
        sgd(updates));
  }

  @Test
  void aLayerThatNormalises() {
    ParameterLayout layout = SurgeonFixture.normalising(6, 4, 3);
    PruningRequest request =
        PruningRequest.builder(layout, WEIGHTS, 0.5)
            .trajectory(SurgeonFixture.recorded(layout, UPDATES, WEIGHTS))
            .build();
    refuses(
        "layer bn1 normalises (bn1.scale), so the curvature of the weights that it takes in"
            + " doesn't tell what a cut does; fold it into the layer before, or use another policy",
        request);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void weightsThatAreNotFinite(float bad) {
    float[] weights = WEIGHTS.clone();
    weights[7] = bad;
    String line = "parameter 7 of %s is %s; train again, so that it doesn't diverge";
    refuses(
        line.formatted("the model", bad),
        PruningRequest.builder(LAYOUT, weights, 0.5).trajectory(sgd(UPDATES)).build());
    refuses(
        line.formatted("the end of the trajectory", bad),
        trajectory("sgd", Map.of(), 1, UPDATES, weights));
  }

  /** More weights than the rounds before have left, or fewer than there are layers. */
  @Test
  void aSparsityOutOfReach() {
    Mask half =
        TrajectorySurgeon.prune(
                PruningRequest.builder(LAYOUT, WEIGHTS, 0.5).trajectory(sgd(UPDATES)).build(),
                SurgeonFixture.PLAIN)
            .mask();
    refuses(
        "25 weights are to be kept in the model, but earlier rounds have left only 18",
        PruningRequest.builder(LAYOUT, WEIGHTS, 0.3).alive(half).trajectory(sgd(UPDATES)).build());
    refuses(
        "sparsity 0.97 would keep 1 weights for 2 layers; ask for less, or allow empty layers",
        PruningRequest.builder(LAYOUT, WEIGHTS, 0.97).trajectory(sgd(UPDATES)).build());
  }

  /** Eight gradients leave a unit's 31 parameters 23 directions without curvature. */
  @ParameterizedTest
  @MethodSource("algebras")
  void dampingThatDrownsInRounding(LinearAlgebra algebra) {
    ParameterLayout layout = Fixtures.mlp(30, 1);
    float[] weights = Fixtures.normal(layout.size(), 1, 3);
    float[][] gradients = Fixtures.normal(8, layout.size(), 1, 4);
    PruningRequest request =
        PruningRequest.builder(layout, weights, 0.5)
            .trajectory(SurgeonFixture.recorded(layout, gradients, weights))
            .build();
    SurgeonOptions options = new SurgeonOptions(512, 1e-30, false);
    EspalierException e =
        assertThrows(
            EspalierException.class,
            () -> TrajectorySurgeon.prune(request, options, algebra, Effort.STANDARD));
    assertEquals(
        "a unit's curvature is not positive definite, because so little damping drowns in its"
            + " rounding errors; raise the option damping",
        e.getMessage());
  }

  static Stream<LinearAlgebra> algebras() {
    return SurgeonFixture.algebras();
  }

  @Test
  void options() {
    assertEquals(
        "rows = 1; it must be at least 2",
        assertThrows(IllegalArgumentException.class, () -> new SurgeonOptions(1, 1, true))
            .getMessage());
    for (double damping : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertEquals(
          "damping = " + damping + "; it must be positive",
          assertThrows(IllegalArgumentException.class, () -> new SurgeonOptions(2, damping, true))
              .getMessage());
    }
  }

  private static void refuses(String line, Trajectory trajectory) {
    refuses(line, PruningRequest.builder(LAYOUT, WEIGHTS, 0.5).trajectory(trajectory).build());
  }

  private static void refuses(String line, PruningRequest request) {
    for (SurgeonOptions options : List.of(SurgeonOptions.standard(), SurgeonFixture.PLAIN)) {
      EspalierException e =
          assertThrows(EspalierException.class, () -> TrajectorySurgeon.prune(request, options));
      assertEquals(line, e.getMessage());
    }
  }

  private static Trajectory sgd(float[][] updates) {
    return trajectory("sgd", Map.of(), 1, updates, WEIGHTS);
  }

  private static Trajectory trajectory(
      String optimizer,
      Map<String, Double> options,
      int stride,
      float[][] updates,
      float[] weights) {
    TrajectoryManifest manifest = SurgeonFixture.manifest(LAYOUT, optimizer, options, stride);
    return MemoryTrajectory.of(manifest, updates, null, SurgeonFixture.losses(updates), weights);
  }
}
