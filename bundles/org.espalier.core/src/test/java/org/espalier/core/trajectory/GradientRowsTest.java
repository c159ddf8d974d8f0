package org.espalier.core.trajectory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.model.RatePhase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientRowsTest {
  private static final int P = 3;
  private static final ParameterLayout LAYOUT =
      new ParameterLayout(
          List.of(new Parameter("w", "w", ParameterRole.WEIGHT, List.of(P), 0, true, 1)));

  /** Rows (3, 0, 4), (0, 0, 0), (0, 5, 12) and (8, 6, 0), of lengths 5, 0, 13 and 10. */
  private static final float[][] GRADIENTS = {{3, 0, 4}, {0, 0, 0}, {0, 5, 12}, {8, 6, 0}};

  @Test
  void scalesToLengthOneAndDropsWhatIsZero() {
    GradientRows rows = rows(GRADIENTS);
    assertEquals(3, rows.count());
    requireClose(
        new double[] {3 / 5.0, 0, 4 / 5.0, 0, 5 / 13.0, 12 / 13.0, 8 / 10.0, 6 / 10.0, 0},
        read(rows),
        1e-15,
        "row");
    requireClose(
        new double[] {
          (9 / 25.0 + 64 / 100.0) / 3, (25 / 169.0 + 36 / 100.0) / 3, (16 / 25.0 + 144 / 169.0) / 3
        },
        rows.secondMoments(),
        1e-15,
        "second moment");
  }

  @Test
  void remembersTheMeanSquaredLength() {
    assertEquals((25 + 169 + 100) / 3.0, rows(GRADIENTS).meanSquaredLength(), 1e-12);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1 << 20})
  void showsARunOfParametersHeldOrReadAnew(long mostHeld) {
    GradientRows rows = GradientRows.sample(recorded(GRADIENTS), 9, mostHeld, Progress.NONE);
    double[] run = new double[3 * 2];
    rows.visit(
        1,
        2,
        (index, gradient, start) -> {
          run[2 * index] = gradient[start] * rows.scale(index);
          run[2 * index + 1] = gradient[start + 1] * rows.scale(index);
        });
    requireClose(new double[] {0, 4 / 5.0, 5 / 13.0, 12 / 13.0, 6 / 10.0, 0}, run, 1e-7, "value");
  }

  /** 100 rows (t + 1, 0, 1): 5 of them are 0, 24, 49, 74 and 99; 3 of those 0, 49 and 99. */
  @Test
  void looksAtRowsOfTheWholeTraining() {
    float[][] many =
        IntStream.range(0, 100).mapToObj(t -> new float[] {t + 1, 0, 1}).toArray(float[][]::new);
    Trajectory trajectory = recorded(many);
    GradientRows five = GradientRows.sample(trajectory, 5, Progress.NONE);
    assertArrayEquals(new int[] {0, 24, 49, 74, 99}, numbers(five));
    assertArrayEquals(new int[] {0, 49, 99}, numbers(five.thinned(3)));
    assertSame(five, five.thinned(5));
    assertSame(five, five.thinned(9));
    assertEquals(100, GradientRows.sample(trajectory, 512, Progress.NONE).count());
  }

  /** v₀ = g₀ and vₜ = ½vₜ₋₁ + gₜ, Δθₜ = −vₜ/10. */
  @Test
  void takesTheMomentumOut() {
    float[][] updates = new float[GRADIENTS.length][P];
    double[] velocity = new double[P];
    for (int t = 0; t < updates.length; t++) {
      for (int k = 0; k < P; k++) {
        velocity[k] = velocity[k] / 2 + GRADIENTS[t][k];
        updates[t][k] = (float) (-0.1 * velocity[k]);
      }
    }
    Trajectory momentum =
        ArrayTrajectory.of(manifest("momentum", Map.of("momentum", 0.5)), updates, null);
    // What is left of the row of zeros is rounding.
    int[] moving = {0, 2, 3};
    double[] expected = read(rows(GRADIENTS));
    double[] all = read(GradientRows.sample(momentum, 9, Progress.NONE));
    int skipped = all.length / P - moving.length;
    for (int i = 0; i < moving.length; i++) {
      int row = i == 0 ? 0 : i + skipped;
      for (int k = 0; k < P; k++) {
        assertEquals(expected[i * P + k], all[row * P + k], 1e-6);
      }
    }
  }

  @Test
  void refusesTooLittle() {
    refuses("the trajectory has 0 steps; two or more are needed, better thirty-two");
    refuses(
        "the trajectory has 1 steps; two or more are needed, better thirty-two",
        new float[] {1, 2, 3});
    refuses(
        "3 of the trajectory's 3 gradients looked at are zero; record a training that moves",
        new float[P],
        new float[P],
        new float[P]);
    refuses(
        "2 of the trajectory's 3 gradients looked at are zero; record a training that moves",
        new float[P],
        new float[] {0, 1, 0},
        new float[P]);
  }

  @Test
  void refusesWhatIsNotFinite() {
    for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
      refuses(
          "the gradient of row 1 is %s at parameter 2; record the trajectory again from a training that does not diverge"
              .formatted(bad),
          new float[] {1, 2, 3},
          new float[] {1, 2, bad});
    }
  }

  private static void refuses(String message, float[]... gradients) {
    InvalidDataException e = assertThrows(InvalidDataException.class, () -> rows(gradients));
    assertEquals(message, e.getMessage());
  }

  private static double[] read(GradientRows rows) {
    double[] all = new double[rows.count() * P];
    rows.visit(
        0,
        P,
        (index, gradient, start) -> {
          for (int k = 0; k < P; k++) {
            all[index * P + k] = gradient[start + k] * rows.scale(index);
          }
        });
    return all;
  }

  /** Of rows (t + 1, 0, 1), t. */
  private static int[] numbers(GradientRows rows) {
    double[] all = read(rows);
    return IntStream.range(0, rows.count())
        .map(i -> (int) Math.round(all[i * P] / all[i * P + 2]) - 1)
        .toArray();
  }

  private static GradientRows rows(float[]... gradients) {
    return GradientRows.sample(recorded(gradients), gradients.length, Progress.NONE);
  }

  /** By an optimiser whose gradients were recorded. */
  private static Trajectory recorded(float[]... gradients) {
    float[][] rows = gradients.length == 0 ? new float[0][P] : gradients;
    return ArrayTrajectory.of(manifest("adam", Map.of()), rows, rows);
  }

  private static TrajectoryManifest manifest(String optimizer, Map<String, Double> options) {
    return new TrajectoryManifest(
        TrajectoryKind.TRAINING,
        LAYOUT,
        optimizer,
        options,
        List.of(new RatePhase(0, 0.1)),
        LossAfter.SAME_MINIBATCH,
        0,
        "synthetic",
        "",
        Map.of(),
        1,
        true);
  }

  /** Asserts a relative error of each value, and of 0 none. */
  private static void requireClose(
      double[] expected, double[] actual, double tolerance, String what) {
    assertEquals(expected.length, actual.length, what);
    for (int k = 0; k < expected.length; k++) {
      assertEquals(expected[k], actual[k], tolerance * Math.abs(expected[k]), what + " at " + k);
    }
  }
}
