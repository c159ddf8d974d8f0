package org.espalier.estimator.granger.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.espalier.core.CancelledException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.trajectory.Trajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrangerFEdgeCasesTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void constantAndDependentFeaturesAreNotTested(int lags) {
    Random random = new Random(1);
    float[][] updates = Runs.updates(random, 60, 5);
    double[] changes = Runs.noise(random, 60);
    for (int t = 0; t < 60; t++) {
      updates[t][0] = 0;
      updates[t][1] = t % 2 == 0 ? 0.1f : -0.1f;
      updates[t][2] = t == 59 ? 1 : 0; // no lag ever sees it
      changes[t] = (float) Math.abs(changes[t]);
      updates[t][3] = (float) Math.sqrt(changes[t]);
      changes[t] = (double) updates[t][3] * updates[t][3];
    }
    CausalEvidence evidence = Runs.estimate(Runs.of(updates, changes), Runs.lags(lags));
    assertEquals(4, evidence.details().get("untested"));
    assertArrayEquals(new double[] {1, 1, 1, 1}, first(evidence, "p"));
    assertArrayEquals(new double[4], first(evidence, "F"));
    assertTrue(Runs.ofTests(evidence, "p")[4] < 1);
  }

  private static double[] first(CausalEvidence evidence, String name) {
    return Arrays.copyOf(Runs.ofTests(evidence, name), 4);
  }

  @Test
  void aLossChangeThatItsPastFitsExactlyIsNotTested() {
    double[] alternating = new double[60];
    Arrays.setAll(alternating, t -> t % 2 == 0 ? 0.3 : -0.1);
    double[] decaying = new double[60];
    Arrays.setAll(decaying, t -> Math.pow(0.9, t));
    double[] constant = new double[60];
    Arrays.fill(constant, -0.3);
    double[] last = new double[60];
    last[59] = 1;
    float[][] updates = Runs.updates(new Random(2), 60, 3);
    for (double[] changes :
        new double[][] {new double[60], constant, alternating, decaying, last}) {
      for (int lags : new int[] {0, 1, 3}) {
        CausalEvidence evidence = Runs.estimate(Runs.of(updates, changes), Runs.lags(lags));
        assertEquals(3, evidence.details().get("untested"));
        assertEquals(0, evidence.selected());
      }
    }
  }

  @Test
  void aFeatureThatFitsExactlyHasAFiniteStatistic() {
    Random random = new Random(3);
    float[][] updates = Runs.updates(random, 60, 2);
    double[] changes = new double[60];
    for (int t = 1; t < 60; t++) {
      changes[t] = 3.0 * updates[t - 1][1] * updates[t - 1][1];
    }
    CausalEvidence evidence = Runs.estimate(Runs.of(updates, changes), Runs.lags(1));
    assertTrue(Runs.ofTests(evidence, "F")[1] > 1e15);
    assertEquals(3, evidence.gamma(1), 1e-9);
    assertEquals(0, evidence.gamma(0));
  }

  @ParameterizedTest
  @CsvSource({"1e30, 1", "1e-44, 1", "1e38, 1e300", "1, 1e-300", "1, 4.9e-324", "1e-44, 1e100"})
  void hugeAndTinyValuesStayFinite(double updateScale, double lossScale) {
    Random random = new Random(4);
    float[][] updates = new float[60][4];
    for (float[] row : updates) {
      for (int k = 0; k < row.length; k++) {
        row[k] = (float) (updateScale * random.nextDouble() * 3);
      }
    }
    double[] changes = random.doubles(60, -3, 3).map(c -> c * lossScale).toArray();
    CausalEvidence evidence = Runs.estimate(Runs.of(updates, changes), GrangerFOptions.DEFAULTS);
    assertEquals(0, evidence.details().get("untested"));
    for (String name : new String[] {"F", "p", "gamma", "pBenjaminiYekutieli"}) {
      assertTrue(Arrays.stream(Runs.ofTests(evidence, name)).allMatch(Double::isFinite), name);
    }
  }

  @Test
  void gammaBeyondRangeIsRefused() {
    Random random = new Random(5);
    float[][] updates = new float[30][1];
    for (float[] row : updates) {
      row[0] = Float.MIN_VALUE * random.nextInt(9);
    }
    double[] changes = random.doubles(30, -1e300, 1e300).toArray();
    assertLine(Runs.of(updates, changes), 0, "gamma of group fc.W[0] is beyond the range");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "7, 11", "39, 3", "5, 2999"})
  void anUpdateThatIsNotFiniteIsRefused(int row, int column) {
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      float[][] updates = Runs.updates(new Random(6), 40, 3000);
      updates[row][column] = value;
      Trajectory trajectory = Runs.of(updates, Runs.noise(new Random(7), 40));
      assertLine(trajectory, 0, value + " in row " + row + ", column " + column);
    }
  }

  @Test
  void aLossChangeThatIsNotFiniteIsRefused() {
    double[] changes = Runs.noise(new Random(8), 40);
    changes[13] = Double.NaN;
    assertLine(Runs.of(Runs.updates(new Random(8), 40, 3), changes), 0, "row 13 is NaN");
  }

  @ParameterizedTest
  @CsvSource({"0, 5", "1, 5", "3, 11", "8, 26"})
  void theLeastNumberOfStepsIsNamedAndEnough(int lags, int least) {
    Random random = new Random(9);
    float[][] updates = Runs.updates(random, least, 2);
    double[] changes = Runs.noise(random, least);
    assertLine(
        Runs.of(Arrays.copyOf(updates, least - 1), Arrays.copyOf(changes, least - 1)),
        lags,
        "has %d steps; granger-f needs at least %d".formatted(least - 1, least));
    CausalEvidence evidence = Runs.estimate(Runs.of(updates, changes), Runs.lags(lags));
    assertEquals(0, evidence.details().get("untested"));
  }

  @Test
  void aShortTrajectoryAllowsFewerLags() {
    Random random = new Random(10);
    Trajectory trajectory = Runs.of(Runs.updates(random, 13, 2), Runs.noise(random, 13));
    assertEquals(3, Runs.estimate(trajectory, GrangerFOptions.DEFAULTS).details().get("maxLags"));
  }

  @Test
  void lossesThatAreNotOneForEachUpdateAreRefused() {
    Random random = new Random(11);
    assertLine(Runs.of(Runs.updates(random, 20, 2), Runs.noise(random, 19)), 0, "19 losses for 20");
  }

  @Test
  void cancellationIsHeeded() {
    Random random = new Random(12);
    Trajectory trajectory = Runs.of(Runs.updates(random, 40, 5), Runs.noise(random, 40));
    for (int after = 0; after < 45; after++) {
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
          () -> new GrangerF(GrangerFOptions.DEFAULTS).estimate(trajectory, progress));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "lags, -1, it must be at least 1",
    "maxLags, 0, it must be at least 1",
    "level, 0, outside (0",
    "level, 1, outside (0",
    "granularity, weight, 'one of layer, unit'",
    "control, holm, 'benjamini-hochberg, benjamini-yekutieli'"
  })
  void badOptionsAreRefused(String name, String value, String part) {
    Options options = Options.of(Map.of(name, value));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> options.override(GrangerFOptions.DEFAULTS));
    assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
  }

  private static void assertLine(Trajectory trajectory, int lags, String part) {
    String message =
        assertThrows(InvalidDataException.class, () -> Runs.estimate(trajectory, Runs.lags(lags)))
            .getMessage();
    assertTrue(String.valueOf(message).contains(part), message);
  }
}
