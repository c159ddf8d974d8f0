package org.espalier.estimator.lasso.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.model.Granularity;
import org.espalier.core.trajectory.Trajectory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Odd trajectories through every choice of λ, with and without stability selection. */
class LassoChoicesEdgeCasesTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  static Stream<LassoOptions> options() {
    List<LassoOptions> all = new ArrayList<>();
    for (LambdaChoice choice : LambdaChoice.values()) {
      for (boolean stability : new boolean[] {false, true}) {
        for (boolean standardize : new boolean[] {true, false}) {
          for (int lags = 0; lags <= 2; lags++) {
            all.add(options(choice, stability, standardize, lags));
          }
        }
      }
    }
    return all.stream();
  }

  private static LassoOptions options(
      LambdaChoice choice, boolean stability, boolean standardize, int lags) {
    GrangerForm form = lags == 0 ? GrangerForm.INSTANTANEOUS : GrangerForm.LAGGED;
    return new LassoOptions(
        Granularity.WEIGHT,
        choice,
        0.1,
        12,
        0.01,
        5,
        stability,
        4,
        0.75,
        1,
        0,
        1e-6,
        standardize,
        form,
        Math.max(1, lags),
        100_000);
  }

  @ParameterizedTest
  @MethodSource("options")
  void fewStepsEndInEvidenceOrInOneLine(LassoOptions options) {
    for (int steps = 1; steps <= 12; steps++) {
      for (int parameters : new int[] {1, 7}) {
        Random random = new Random(steps);
        float[][] updates = Fixture.randomUpdates(random, steps, parameters);
        Trajectory trajectory = Fixture.of(updates, random.doubles(steps, -1, 1).toArray());
        int least = Math.max(2, 2 * options.lagOrder() + 2);
        if (steps < least) {
          String message =
              assertThrows(InvalidDataException.class, () -> estimate(trajectory, options))
                  .getMessage();
          assertTrue(String.valueOf(message).contains("needs at least " + least), message);
        } else {
          requireFinite(trajectory, options);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("options")
  void constantAndDuplicatedColumnsAreNoTrouble(LassoOptions options) {
    Random random = new Random(1);
    float[][] updates = Fixture.randomUpdates(random, 40, 60);
    for (float[] row : updates) {
      Arrays.fill(row, 0, 10, 0.1f);
      Arrays.fill(row, 10, 15, 0);
      System.arraycopy(row, 15, row, 30, 15);
    }
    double[] changes = random.doubles(40, -1, 1).toArray();
    CausalEvidence evidence = requireFinite(Fixture.of(updates, changes), options);
    for (int k = 0; k < 15 && (options.intercept() || k >= 10); k++) {
      assertEquals(0, evidence.gamma(k));
    }
    Arrays.stream(updates).forEach(row -> Arrays.fill(row, row[20]));
    requireFinite(Fixture.of(updates, changes), options);
    Arrays.stream(updates).forEach(row -> Arrays.fill(row, 0.3f));
    requireFinite(Fixture.of(updates, changes), options);
  }

  @ParameterizedTest
  @MethodSource("options")
  void noLossChangeSelectsNothing(LassoOptions options) {
    float[][] updates = Fixture.randomUpdates(new Random(2), 30, 20);
    assertEquals(0, requireFinite(Fixture.of(updates, new double[30]), options).selected());
    double[] constant = new double[30];
    Arrays.fill(constant, -0.7);
    CausalEvidence evidence = requireFinite(Fixture.of(updates, constant), options);
    assertTrue(!options.intercept() || evidence.selected() == 0);
  }

  @ParameterizedTest
  @MethodSource("options")
  void hugeAndTinyValuesStayFinite(LassoOptions options) {
    double[][] scales = {{1e30, 1}, {1e-42, 1}, {1, 4.9e-324}, {1e-30, 1e200}, {1e30, 1e-200}};
    for (double[] scale : scales) {
      Random random = new Random(3);
      float[][] updates = new float[30][20];
      for (float[] row : updates) {
        for (int k = 0; k < row.length; k++) {
          row[k] = (float) (scale[0] * random.nextDouble());
        }
      }
      double[] changes = random.doubles(30, -1, 1).map(c -> c * scale[1]).toArray();
      requireFinite(Fixture.of(updates, changes), options);
    }
  }

  @ParameterizedTest
  @MethodSource("options")
  void oneNanIsRefusedByItsPlace(LassoOptions options) {
    float[][] updates = Fixture.randomUpdates(new Random(4), 30, 20);
    updates[17][11] = Float.NaN;
    Trajectory trajectory = Fixture.of(updates, new Random(5).doubles(30).toArray());
    String message =
        assertThrows(InvalidDataException.class, () -> estimate(trajectory, options)).getMessage();
    assertTrue(String.valueOf(message).contains("NaN in row 17, column 11"), message);
  }

  private static CausalEvidence requireFinite(Trajectory trajectory, LassoOptions options) {
    CausalEvidence evidence = assertTimeoutPreemptively(LIMIT, () -> estimate(trajectory, options));
    for (int k = 0; k < trajectory.updates().columns(); k++) {
      assertTrue(Double.isFinite(evidence.gamma(k)));
    }
    requireFinite(evidence.details());
    assertTrue(evidence.converged(), () -> options + " " + evidence.details());
    return evidence;
  }

  private static void requireFinite(Object detail) {
    if (detail instanceof Map<?, ?> map) {
      map.values().forEach(LassoChoicesEdgeCasesTest::requireFinite);
    } else if (detail instanceof List<?> list) {
      list.forEach(LassoChoicesEdgeCasesTest::requireFinite);
    } else if (detail instanceof Double number) {
      assertTrue(Double.isFinite(number), "a number in the details is " + number);
    } else {
      assertFalse(detail instanceof Float);
    }
  }

  private static CausalEvidence estimate(Trajectory trajectory, LassoOptions options) {
    return new LassoGranger(options).estimate(trajectory, 0, Progress.NONE);
  }
}
