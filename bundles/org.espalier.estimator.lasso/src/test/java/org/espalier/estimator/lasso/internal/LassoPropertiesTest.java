package org.espalier.estimator.lasso.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.trajectory.Trajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LassoPropertiesTest {
  @ParameterizedTest
  @CsvSource({
    "1, 30, 10, true, 0",
    "2, 30, 200, true, 0",
    "3, 30, 200, false, 0",
    "4, 50, 60, true, 1",
    "5, 50, 60, false, 3",
    "6, 20, 5000, true, 0",
    "7, 24, 2500, true, 2",
  })
  void optimalityConditionsHold(
      long seed, int steps, int parameters, boolean standardize, int lags) {
    Random random = new Random(seed);
    float[][] updates = Fixture.randomUpdates(random, steps, parameters);
    Trajectory trajectory = Fixture.of(updates, random.doubles(steps, -1, 1).toArray());
    NaiveLasso naive = new NaiveLasso(trajectory, standardize, lags);
    for (double ratio : new double[] {1, 0.7, 0.2, 0.03, 0.001}) {
      LassoFit fit = LassoFit.of(trajectory, options(ratio, standardize, lags), Progress.NONE);
      double[] gamma = fit.coefficients();
      assertTrue(fit.converged());
      assertEquals(naive.lambdaMax(), fit.lambdaMax(), 1e-10 * fit.lambdaMax());
      double[] residual = naive.residual(gamma);
      double within = 1e-5 * fit.lambdaMax();
      for (int c = 0; c < gamma.length; c++) {
        double slope = naive.slope(c, residual);
        if (gamma[c] == 0) {
          assertTrue(Math.abs(slope) <= fit.lambda() + within, "column " + c);
        } else {
          assertEquals(Math.signum(gamma[c]) * fit.lambda(), slope, within, "column " + c);
        }
      }
      assertEquals(ratio == 1, gamma.length == countZeros(gamma));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void plantedParametersAreFound(boolean standardize) {
    Random random = new Random(11);
    int parameters = 400;
    float[][] updates = Fixture.randomUpdates(random, 300, parameters);
    for (int t = 0; t < updates.length && !standardize; t++) {
      for (int k = 0; k < parameters; k++) {
        updates[t][k] = (float) (0.1 * random.nextGaussian());
      }
    }
    Set<Integer> effects = Set.of(3, 77, 150, 151, 222, 399);
    double[] planted = new double[parameters];
    for (int k : effects) {
      planted[k] = (k % 2 == 0 ? 1 : -1) * (1 + k / 400.0) / deviation(updates, k);
    }
    double[] changes = Fixture.changes(updates, planted, 0, 0.05, random);
    CausalEvidence evidence = estimate(Fixture.of(updates, changes), options(0.02, standardize, 0));
    assertEquals(GrangerForm.INSTANTANEOUS, evidence.form());
    Set<Integer> strongest =
        IntStream.range(0, parameters)
            .boxed()
            .sorted(
                Comparator.comparingDouble(
                    k -> -Math.abs(evidence.gamma(k)) * deviation(updates, k)))
            .limit(effects.size())
            .collect(Collectors.toSet());
    assertEquals(effects, strongest);
    for (int k : effects) {
      assertEquals(planted[k], evidence.gamma(k), 0.1 * Math.abs(planted[k]), "at " + k);
    }
  }

  @Test
  void plantedLagsAreFound() {
    Random random = new Random(12);
    int parameters = 100;
    float[][] updates = Fixture.randomUpdates(random, 400, parameters);
    double[] planted = new double[parameters];
    for (int k : new int[] {5, 42, 90}) {
      planted[k] = (k % 2 == 0 ? 1 : -1) / deviation(updates, k);
    }
    double[] changes = Fixture.changes(updates, planted, 2, 0.1, random);
    for (int t = 1; t < changes.length; t++) {
      changes[t] += 3 + 0.5 * changes[t - 1];
    }
    Trajectory trajectory = Fixture.of(updates, changes);
    CausalEvidence evidence = estimate(trajectory, options(0.1, true, 2));
    assertEquals(GrangerForm.LAGGED, evidence.form());
    for (int k = 0; k < parameters; k++) {
      double scaled = evidence.gamma(k) * deviation(updates, k);
      assertEquals(planted[k] == 0 ? 0 : 1, scaled, planted[k] == 0 ? 0.1 : 0.2, "at " + k);
    }
    double[] coefficients =
        LassoFit.of(trajectory, options(0.1, true, 2), Progress.NONE).coefficients();
    for (int k : new int[] {5, 42, 90}) {
      assertEquals(planted[k], coefficients[parameters + k], 0.2 * Math.abs(planted[k]));
      assertEquals(
          evidence.gamma(k), Math.abs(coefficients[k]) + Math.abs(coefficients[parameters + k]));
    }
  }

  @Test
  void permutingParametersPermutesGamma() {
    Random random = new Random(13);
    int parameters = 90;
    float[][] updates = Fixture.randomUpdates(random, 40, parameters);
    double[] changes = random.doubles(40, -1, 1).toArray();
    float[][] permuted = new float[40][parameters];
    for (int t = 0; t < 40; t++) {
      for (int k = 0; k < parameters; k++) {
        permuted[t][(k * 7 + 3) % parameters] = updates[t][k];
      }
    }
    double[] gamma = tight(Fixture.of(updates, changes));
    double[] other = tight(Fixture.of(permuted, changes));
    for (int k = 0; k < parameters; k++) {
      assertEquals(gamma[k], other[(k * 7 + 3) % parameters], 1e-8 * largest(gamma));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {3, -0.1, 1e-200, 1e150})
  void scalingLossChangesScalesGamma(double factor) {
    Random random = new Random(14);
    float[][] updates = Fixture.randomUpdates(random, 40, 90);
    double[] changes = random.doubles(40, -1, 1).toArray();
    double[] scaled = Arrays.stream(changes).map(c -> c * factor).toArray();
    double[] gamma = tight(Fixture.of(updates, changes));
    double[] other = tight(Fixture.of(updates, scaled));
    for (int k = 0; k < gamma.length; k++) {
      assertEquals(gamma[k], other[k] / factor, 1e-8 * largest(gamma));
    }
  }

  @Test
  void sameRequestGivesTheSameBits() {
    Random random = new Random(15);
    Trajectory trajectory =
        Fixture.of(Fixture.randomUpdates(random, 60, 300), random.doubles(60, -1, 1).toArray());
    double[] once = estimate(trajectory, options(0.01, true, 1)).gamma();
    assertArrayEquals(once, estimate(trajectory, options(0.01, true, 1)).gamma());
  }

  private static CausalEvidence estimate(Trajectory trajectory, LassoOptions options) {
    return new LassoGranger(options).estimate(trajectory, 0, Progress.NONE);
  }

  private static double[] tight(Trajectory trajectory) {
    LassoOptions options =
        new LassoOptions(0.05, 1e-12, true, GrangerForm.INSTANTANEOUS, 1, 100_000);
    return estimate(trajectory, options).gamma();
  }

  private static LassoOptions options(double ratio, boolean standardize, int lags) {
    GrangerForm form = lags == 0 ? GrangerForm.INSTANTANEOUS : GrangerForm.LAGGED;
    return new LassoOptions(ratio, 1e-10, standardize, form, Math.max(1, lags), 100_000);
  }

  private static int countZeros(double[] values) {
    return (int) Arrays.stream(values).filter(v -> v == 0).count();
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElseThrow();
  }

  private static double rms(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(v -> v * v).average().orElseThrow());
  }

  /** Of the squared updates. */
  private static double deviation(float[][] updates, int k) {
    double[] squares = new double[updates.length];
    Arrays.setAll(squares, t -> (double) updates[t][k] * updates[t][k]);
    double mean = Arrays.stream(squares).average().orElseThrow();
    return rms(Arrays.stream(squares).map(s -> s - mean).toArray());
  }
}
