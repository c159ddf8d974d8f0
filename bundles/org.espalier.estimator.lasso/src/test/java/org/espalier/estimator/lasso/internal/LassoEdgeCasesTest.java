package org.espalier.estimator.lasso.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.espalier.core.CancelledException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.trajectory.Trajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LassoEdgeCasesTest {
  private static final LassoOptions RAW =
      new LassoOptions(0.1, 1e-9, false, GrangerForm.INSTANTANEOUS, 1, 100_000);
  private static final LassoOptions STANDARDIZED =
      new LassoOptions(0.1, 1e-9, true, GrangerForm.INSTANTANEOUS, 1, 100_000);
  private static final LassoOptions LAGGED =
      new LassoOptions(0.1, 1e-9, true, GrangerForm.LAGGED, 2, 100_000);

  @Test
  void oneParameterTwoStepsRaw() {
    Trajectory trajectory = Fixture.of(new float[][] {{1}, {2}}, new double[] {1, 3});
    double covariance = 13;
    double expected = (covariance - 0.1 * covariance) / 17;
    assertEquals(expected, estimate(trajectory, RAW).gamma(0), 1e-9);
  }

  @Test
  void oneParameterTwoStepsStandardized() {
    Trajectory trajectory = Fixture.of(new float[][] {{1}, {2}}, new double[] {1, 3});
    assertEquals(0.9 * 2 / 3, estimate(trajectory, STANDARDIZED).gamma(0), 1e-9);
  }

  @Test
  void constantFeaturesTakeNoPart() {
    Random random = new Random(1);
    float[][] updates = Fixture.randomUpdates(random, 30, 12);
    for (int t = 0; t < 30; t++) {
      updates[t][3] = 0.1f;
      updates[t][4] = t % 2 == 0 ? 1e-3f : -1e-3f;
      updates[t][5] = 0;
    }
    Trajectory trajectory = Fixture.of(updates, random.doubles(30, -1, 1).toArray());
    for (LassoOptions options : new LassoOptions[] {STANDARDIZED, LAGGED}) {
      CausalEvidence evidence = estimate(trajectory, options);
      assertTrue(evidence.converged());
      assertEquals(3 * Math.max(1, options.lagOrder()), evidence.details().get("leftOut"));
      assertEquals(0, evidence.gamma(3));
      assertEquals(0, evidence.gamma(4));
      assertEquals(0, evidence.gamma(5));
      assertTrue(evidence.selected() > 0);
    }
    assertEquals(0, estimate(trajectory, RAW).gamma(5));
  }

  @Test
  void nearlyConstantFeatureKeepsItsDigits() {
    float[][] updates = new float[40][2];
    double[] changes = new double[40];
    Random random = new Random(2);
    for (int t = 0; t < 40; t++) {
      updates[t][0] = 1 + random.nextInt(4) * Math.ulp(1f);
      updates[t][1] = random.nextFloat();
      changes[t] = ((double) updates[t][0] * updates[t][0] - 1) * 1e6;
    }
    CausalEvidence evidence = estimate(Fixture.of(updates, changes), STANDARDIZED);
    assertEquals(0.9e6, evidence.gamma(0), 1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.1, 0.001})
  void duplicatesShareTheirEffect(double ratio) {
    Random random = new Random(3);
    float[][] single = Fixture.randomUpdates(random, 40, 30);
    double[] changes = random.doubles(40, -1, 1).toArray();
    float[][] doubled = new float[40][60];
    for (int t = 0; t < 40; t++) {
      for (int k = 0; k < 60; k++) {
        doubled[t][k] = k % 3 == 0 ? -single[t][k / 2] : single[t][k / 2];
      }
    }
    LassoOptions options =
        new LassoOptions(ratio, 1e-10, true, GrangerForm.INSTANTANEOUS, 1, 100_000);
    double[] once = estimate(Fixture.of(single, changes), options).gamma();
    CausalEvidence twice = estimate(Fixture.of(doubled, changes), options);
    assertTrue(twice.converged());
    for (int k = 0; k < 30; k++) {
      double within = 1e-4 * Math.abs(once[k]) + 1e-2;
      assertEquals(once[k], twice.gamma(2 * k) + twice.gamma(2 * k + 1), within);
    }
  }

  @Test
  void zeroResponseGivesZeroGamma() {
    float[][] updates = Fixture.randomUpdates(new Random(4), 20, 15);
    double[] constant = new double[20];
    Arrays.fill(constant, 0.3);
    for (LassoOptions options : new LassoOptions[] {RAW, STANDARDIZED, LAGGED}) {
      requireZero(estimate(Fixture.of(updates, new double[20]), options));
    }
    requireZero(estimate(Fixture.of(updates, constant), STANDARDIZED));
    requireZero(estimate(Fixture.of(updates, constant), LAGGED));
  }

  @Test
  void zeroUpdatesGiveZeroGamma() {
    double[] changes = new Random(5).doubles(20).toArray();
    for (LassoOptions options : new LassoOptions[] {RAW, STANDARDIZED, LAGGED}) {
      requireZero(estimate(Fixture.of(new float[20][7], changes), options));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1e38, 1",
    "1e-38, 1",
    "1e-44, 1",
    "1, 1e300",
    "1, 1e-300",
    "1, 4.9e-324",
    "1e38, 1e-300",
    "1e-44, 1e200"
  })
  void hugeAndTinyValuesStayFinite(double updateScale, double lossScale) {
    Random random = new Random(6);
    float[][] updates = new float[30][20];
    for (float[] row : updates) {
      for (int k = 0; k < row.length; k++) {
        row[k] = (float) (updateScale * random.nextDouble());
      }
    }
    double[] changes = random.doubles(30, -1, 1).map(c -> c * lossScale).toArray();
    Trajectory trajectory = Fixture.of(updates, changes);
    for (LassoOptions options : new LassoOptions[] {RAW, STANDARDIZED, LAGGED}) {
      CausalEvidence evidence =
          assertTimeoutPreemptively(Duration.ofSeconds(10), () -> estimate(trajectory, options));
      assertTrue(evidence.converged(), () -> options + " " + evidence.details());
    }
  }

  @Test
  void gammaBeyondRangeIsRefused() {
    float[][] updates = {
      {Float.MIN_VALUE, 0}, {0, Float.MIN_VALUE}, {Float.MIN_VALUE, Float.MIN_VALUE}
    };
    Trajectory trajectory = Fixture.of(updates, new double[] {1e300, -1e300, 1e300});
    assertLine(trajectory, RAW, "gamma of parameter 0 is beyond the range of a double");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "7, 11", "19, 3", "5, 2999"})
  void updateThatIsNotFiniteIsRefused(int row, int column) {
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      float[][] updates = Fixture.randomUpdates(new Random(7), 20, 3000);
      updates[row][column] = value;
      Trajectory trajectory = Fixture.of(updates, new Random(8).doubles(20).toArray());
      for (LassoOptions options : new LassoOptions[] {RAW, STANDARDIZED, LAGGED}) {
        assertLine(trajectory, options, value + " in row " + row + ", column " + column);
      }
    }
  }

  @Test
  void lossChangeThatIsNotFiniteIsRefused() {
    double[] changes = new Random(9).doubles(20).toArray();
    changes[13] = Double.NaN;
    Trajectory trajectory = Fixture.of(Fixture.randomUpdates(new Random(9), 20, 3), changes);
    assertLine(trajectory, RAW, "row 13 is NaN");
  }

  @Test
  void tooFewStepsAreRefused() {
    assertLine(Fixture.of(new float[1][4], new double[1]), RAW, "has 1 steps");
    assertLine(Fixture.of(new float[5][4], new double[5]), LAGGED, "at least 6 at lag order 2");
  }

  @Test
  void givingUpIsReported() {
    Random random = new Random(10);
    Trajectory trajectory =
        Fixture.of(Fixture.randomUpdates(random, 60, 200), random.doubles(60).toArray());
    LassoOptions options = new LassoOptions(0.001, 1e-9, true, GrangerForm.INSTANTANEOUS, 1, 1);
    CausalEvidence evidence = estimate(trajectory, options);
    assertFalse(evidence.converged());
    assertEquals(1, evidence.details().get("iterations"));
    double gap = Fixture.detail(evidence, "dualityGap", Double.class);
    double lambda = Fixture.detail(evidence, "lambda", Double.class);
    assertTrue(gap > 1e-9);
    double naive = new NaiveLasso(trajectory, true, 0).relativeGap(evidence.gamma(), lambda);
    assertTrue(gap <= naive + 1e-9, gap + " against " + naive);
  }

  @Test
  void impossibleToleranceEndsInTime() {
    Random random = new Random(11);
    Trajectory trajectory =
        Fixture.of(Fixture.randomUpdates(random, 60, 200), random.doubles(60).toArray());
    LassoOptions options =
        new LassoOptions(1e-6, 1e-13, true, GrangerForm.INSTANTANEOUS, 1, Integer.MAX_VALUE);
    CausalEvidence evidence =
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> estimate(trajectory, options));
    assertTrue(Fixture.detail(evidence, "dualityGap", Double.class) < 1e-9);
  }

  @Test
  void cancellationIsHeeded() {
    Random random = new Random(12);
    Trajectory trajectory =
        Fixture.of(Fixture.randomUpdates(random, 60, 200), random.doubles(60).toArray());
    for (int after = 0; after < 12; after++) {
      int[] left = {after};
      Progress progress =
          new Progress() {
            @Override
            public void at(long done, long total, String what) {}

            @Override
            public boolean isCancelled() {
              return left[0]-- <= 0;
            }
          };
      assertThrows(
          CancelledException.class,
          () -> new LassoGranger(STANDARDIZED).estimate(trajectory, 0, progress));
    }
  }

  private static void requireZero(CausalEvidence evidence) {
    assertEquals(0, evidence.selected());
    assertTrue(evidence.converged());
    assertEquals(0.0, evidence.details().get("dualityGap"));
    assertEquals(0.0, evidence.details().get("rSquared"));
  }

  private static void assertLine(Trajectory trajectory, LassoOptions options, String part) {
    String message =
        assertThrows(InvalidDataException.class, () -> estimate(trajectory, options)).getMessage();
    assertTrue(String.valueOf(message).contains(part), message);
  }

  private static CausalEvidence estimate(Trajectory trajectory, LassoOptions options) {
    return new LassoGranger(options).estimate(trajectory, 0, Progress.NONE);
  }
}
