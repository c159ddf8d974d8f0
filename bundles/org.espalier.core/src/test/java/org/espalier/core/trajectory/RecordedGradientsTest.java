package org.espalier.core.trajectory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.model.RatePhase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedGradientsTest {
  private static final int T = 120;
  private static final int P = 9;
  private static final int[] ALL = IntStream.range(0, T).toArray();
  private static final List<RatePhase> ONE = List.of(new RatePhase(0, 0.1));
  private static final List<RatePhase> MANY =
      List.of(
          new RatePhase(0, 0.1),
          new RatePhase(7, 0.02),
          new RatePhase(60, 0.5),
          new RatePhase(100, 0.005));
  private static final float[][] GRADIENTS = gradients();

  /** The updates are made by the recursions of each rule, forwards and in double precision. */
  @ParameterizedTest
  @CsvSource({
    "sgd, 0, false",
    "sgd, 0, true",
    "sgd, 0.9, false",
    "sgd, 0.9, true",
    "momentum, 0.9, false",
    "momentum, 0.9, true",
    "momentum, 0, true",
    "momentum, 0.99, true",
    "nesterov, 0.9, false",
    "nesterov, 0.9, true",
    "nesterov, 0, true",
    "nesterov, 0.99, true",
  })
  void comeBackFromTheUpdates(String optimizer, double momentum, boolean changing) {
    List<RatePhase> rates = changing ? MANY : ONE;
    Trajectory trajectory = trajectory(optimizer, momentum, rates);
    // A float's rounding of an update that is 1/(1 − μ) times as large as the gradient's part.
    double tolerance = 1e-6 * Math.max(1, (changing ? 20 : 1) / (1 - momentum));
    float[][] found = visit(trajectory, ALL, 0, P);
    for (int t = 0; t < T; t++) {
      assertArrayEquals(GRADIENTS[t], found[t], (float) tolerance, "row " + t);
    }
  }

  @ParameterizedTest
  @CsvSource({"sgd, 0", "sgd, 0.9", "momentum, 0.9", "nesterov, 0.9", "nesterov, 0.99"})
  void areTheSameFromFewRows(String optimizer, double momentum) {
    Trajectory trajectory = trajectory(optimizer, momentum, MANY);
    float[][] all = visit(trajectory, ALL, 0, P);
    int[] few = {0, 1, 40, 41, 59, 60, 99, 100, 119};
    float[][] found = visit(trajectory, few, 2, 5);
    for (int i = 0; i < few.length; i++) {
      float[] expected = Arrays.copyOfRange(all[few[i]], 2, 7);
      assertArrayEquals(expected, found[i], 2e-6f, "row " + few[i]);
    }
    assertArrayEquals(all[119], visit(trajectory, new int[] {119}, 0, P)[0], 2e-6f);
  }

  @Test
  void areTakenAsRecordedWhateverTheOptimizer() {
    TrajectoryManifest manifest = manifest("adam", Map.of(), MANY, 5);
    Trajectory trajectory = ArrayTrajectory.of(manifest, new float[T][P], GRADIENTS);
    assertArrayEquals(GRADIENTS, visit(trajectory, ALL, 0, P));
    assertArrayEquals(
        Arrays.copyOfRange(GRADIENTS[70], 3, 6), visit(trajectory, new int[] {70}, 3, 3)[0]);
  }

  /** Plain steps stand for themselves; the rate is that of the step, not of the row. */
  @Test
  void comeFromPlainStepsWithGapsToo() {
    TrajectoryManifest manifest = manifest("sgd", Map.of("momentum", 0.0), MANY, 10);
    float[][] updates = {{-1}, {-1}, {-1}, {-1}, {-1}, {-1}, {-1}};
    float[][] found =
        visit(ArrayTrajectory.of(manifest, updates, null), new int[] {0, 1, 5, 6}, 0, 1);
    assertArrayEquals(new float[][] {{10}, {50}, {50}, {2}}, found);
  }

  @Test
  void areRefusedInOneLine() {
    assertEquals(
        "the updates of optimizer 'adam' don't give the gradients back; record the trajectory with"
            + " its gradients (record --gradients)",
        refusal("adam", Map.of("momentum", 0.9), 1));
    for (String optimizer : List.of("momentum", "nesterov", "sgd")) {
      assertEquals(
          "the trajectory holds one step in 2; with momentum the gradients come from consecutive"
              + " rows: record every step, or the gradients too (record --gradients)",
          refusal(optimizer, Map.of("momentum", 0.9), 2));
      assertEquals(
          "the trajectory's momentum is 1.0; it must be in [0, 1)",
          refusal(optimizer, Map.of("momentum", 1.0), 1));
      assertEquals(
          "the trajectory's momentum is -0.1; it must be in [0, 1)",
          refusal(optimizer, Map.of("momentum", -0.1), 1));
    }
    for (String optimizer : List.of("momentum", "nesterov")) {
      assertEquals(
          "the trajectory's optimizer '"
              + optimizer
              + "' has no option momentum; add it to trajectory.json",
          refusal(optimizer, Map.of(), 1));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 32, 119, 120, 500})
  void spreadOverTheWholeTraining(int count) {
    RecordedGradients gradients = RecordedGradients.of(trajectory("sgd", 0, ONE));
    int[] rows = RecordedGradients.spread(count, gradients.rows());
    assertEquals(T, gradients.rows());
    assertEquals(Math.min(count, T), rows.length);
    assertEquals(T - 1, rows[rows.length - 1]);
    assertEquals(count == 1 ? T - 1 : 0, rows[0]);
    int widest = count == 1 ? 0 : (int) Math.ceil((T - 1) / (rows.length - 1.0));
    for (int i = 1; i < rows.length; i++) {
      int gap = rows[i] - rows[i - 1];
      assertEquals(widest, gap, Math.min(1, widest - 1), "between rows " + i);
    }
  }

  private static String refusal(String optimizer, Map<String, Double> options, int stride) {
    Trajectory trajectory =
        ArrayTrajectory.of(manifest(optimizer, options, ONE, stride), new float[2][P], null);
    return String.valueOf(
        assertThrows(InvalidDataException.class, () -> RecordedGradients.of(trajectory))
            .getMessage());
  }

  private static float[][] visit(Trajectory trajectory, int[] rows, int from, int length) {
    float[][] found = new float[rows.length][];
    RecordedGradients.of(trajectory)
        .visit(rows, from, length, (index, gradient) -> found[index] = gradient.clone());
    return found;
  }

  private static float[][] gradients() {
    Random random = new Random(6);
    float[][] gradients = new float[T][P];
    for (float[] row : gradients) {
      for (int k = 0; k < P; k++) {
        row[k] = (float) random.nextGaussian();
      }
    }
    return gradients;
  }

  private static Trajectory trajectory(String optimizer, double momentum, List<RatePhase> rates) {
    float[][] updates = new float[T][P];
    for (int k = 0; k < P; k++) {
      double v = 0;
      for (int t = 0; t < T; t++) {
        double rate = 0;
        for (RatePhase phase : rates) {
          rate = phase.fromStep() <= t ? phase.rate() : rate;
        }
        double g = GRADIENTS[t][k];
        if (optimizer.equals("nesterov")) {
          double before = v;
          v = momentum * v - rate * g;
          updates[t][k] = (float) (-momentum * before + (1 + momentum) * v);
        } else {
          v = momentum * v + g;
          updates[t][k] = (float) (-rate * v);
        }
      }
    }
    Map<String, Double> options =
        optimizer.equals("sgd") && momentum == 0 ? Map.of() : Map.of("momentum", momentum);
    return ArrayTrajectory.of(manifest(optimizer, options, rates, 1), updates, null);
  }

  @Test
  void refusesPerturbations() {
    TrajectoryManifest trained = manifest("sgd", Map.of(), List.of(new RatePhase(0, 0.1)), 1);
    TrajectoryManifest perturbed =
        new TrajectoryManifest(
            TrajectoryKind.INTERVENTIONAL,
            trained.layout(),
            "none",
            Map.of(),
            List.of(),
            LossAfter.SAME_MINIBATCH,
            0,
            "synthetic",
            "",
            Map.of(),
            1,
            true);
    Trajectory trajectory = ArrayTrajectory.of(perturbed, new float[2][P], null);
    assertEquals(
        "the trajectory is interventional: its rows are random perturbations of the weights, which"
            + " have no gradients in them; record a training, in its own framework if need be",
        assertThrows(InvalidDataException.class, () -> RecordedGradients.of(trajectory))
            .getMessage());
    assertTrue(
        String.valueOf(
                assertThrows(
                        InvalidDataException.class,
                        () -> Trajectories.requireTraining(trajectory, "movement"))
                    .getMessage())
            .startsWith("movement looks at where a training went"));
    Trajectories.requireTraining(ArrayTrajectory.of(trained, new float[2][P], null), "movement");
  }

  private static TrajectoryManifest manifest(
      String optimizer, Map<String, Double> options, List<RatePhase> rates, int stride) {
    return new TrajectoryManifest(
        TrajectoryKind.TRAINING,
        new ParameterLayout(
            List.of(new Parameter("w", "w", ParameterRole.WEIGHT, List.of(P), 0, true, 1))),
        optimizer,
        options,
        rates,
        LossAfter.SAME_MINIBATCH,
        0,
        "synthetic",
        "",
        Map.of(),
        stride,
        true);
  }
}
