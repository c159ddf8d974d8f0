package org.espalier.estimator.lasso.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.model.Granularity;
import org.espalier.core.trajectory.Trajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stability selection keeps the bound it states, and finds what was planted. */
class StabilitySelectionTest {
  private static final int REPETITIONS = 200;
  private static final int STEPS = 216;
  private static final int PARAMETERS = 200;
  private static final int EVERY = 40;
  private static final int PAIRS = 10;

  @ParameterizedTest
  @CsvSource({"STABILITY, true", "STABILITY, false", "RATIO, false"})
  void falseSelectionsStayWithinTheirBound(LambdaChoice choice, boolean effects) {
    double falsePositives = 0;
    double squares = 0;
    double bound = 0;
    int found = 0;
    for (int seed = 0; seed < REPETITIONS; seed++) {
      CausalEvidence evidence = estimate(trajectory(seed, effects), options(choice), seed);
      int wrong = 0;
      for (int k = 0; k < PARAMETERS; k++) {
        boolean selected = evidence.gamma(k) != 0;
        if (effects && k % EVERY == 0) {
          found += selected ? 1 : 0;
        } else {
          wrong += selected ? 1 : 0;
        }
      }
      falsePositives += wrong;
      squares += wrong * wrong;
      bound += number(evidence, "falseSelectionsBound");
      assertTrue(
          number(evidence, "falseSelectionsBound")
              <= number(evidence, "falseSelectionsPlainBound"));
    }
    double mean = falsePositives / REPETITIONS;
    double error = Math.sqrt((squares / REPETITIONS - mean * mean) / REPETITIONS);
    // Three standard errors of the mean over the repetitions are left to chance.
    String told = mean + " false of a bound of " + bound / REPETITIONS + ", error " + error;
    assertTrue(mean <= bound / REPETITIONS + 3 * error, told);
    if (effects) {
      int planted = REPETITIONS * PARAMETERS / EVERY;
      assertTrue(found >= 0.98 * planted, found + " found of " + planted);
    }
  }

  @Test
  void lambdaIsAsSmallAsTheBoundAllows() {
    for (double allowed : new double[] {0.1, 0.3, 1}) {
      LassoOptions options = options(LambdaChoice.STABILITY, allowed, 1e-4, true);
      LassoFit fit = LassoFit.of(trajectory(1, false), options, Progress.NONE);
      double most = FalseSelections.mostSelected(allowed, options.frequency(), PAIRS, PARAMETERS);
      int selected = fit.solution().size();
      assertTrue(selected <= most, selected + " of at most " + most);
      List<Map<String, Object>> choices = fit.choices();
      int at = choices.stream().map(choice -> choice.get("lambda")).toList().indexOf(fit.lambda());
      int next = (Integer) Objects.requireNonNull(choices.get(at + 1).get("selected"));
      assertTrue(next > most, next + " at the next λ, of at most " + most);
    }
  }

  @Test
  void sameSeedGivesTheSameBitsAndAnotherSeedOtherHalves() {
    Trajectory trajectory = trajectory(3, true);
    LassoOptions options = options(LambdaChoice.STABILITY);
    CausalEvidence once = estimate(trajectory, options, 7);
    CausalEvidence again = estimate(trajectory, options, 7);
    assertArrayEquals(once.gamma(), again.gamma());
    assertEquals(once.details(), again.details());
    CausalEvidence other = estimate(trajectory, options, 8);
    assertNotEquals(stability(once).get("frequencies"), stability(other).get("frequencies"));
  }

  @Test
  void gammaIsTheLeastSquaresFitOfTheStable() {
    Trajectory trajectory = trajectory(4, true);
    CausalEvidence evidence = estimate(trajectory, options(LambdaChoice.STABILITY), 0);
    NaiveLasso naive = new NaiveLasso(trajectory, true, 0);
    double[] residual = naive.residual(evidence.gamma());
    assertEquals(stability(evidence).get("stable"), evidence.selected());
    for (int k = 0; k < PARAMETERS; k++) {
      if (evidence.gamma(k) != 0) {
        assertEquals(0, naive.slope(k, residual), 1e-10 * naive.lambdaMax());
      }
    }
  }

  /** Raw, a half's Lasso is that of a trajectory that has only its rows. */
  @Test
  void frequenciesAreThoseOfEachHalfAlone() {
    Trajectory trajectory = trajectory(5, true);
    LassoOptions options = options(LambdaChoice.RATIO, 1, 1e-10, false);
    CausalEvidence evidence = estimate(trajectory, options, 9);
    double lambda = Fixture.detail(evidence, "lambda", Double.class) * Math.sqrt(2);
    assertEquals(lambda, number(evidence, "lambda"), 1e-12 * lambda);
    RowBlocks blocks = new RowBlocks(STEPS, options.blockLengthOf(STEPS));
    Random random = new Random(9);
    int[] counts = new int[PARAMETERS];
    for (int pair = 0; pair < PAIRS; pair++) {
      for (Sample half : blocks.complementaryHalves(random)) {
        assertEquals(STEPS / 2, half.size());
        double[] gamma = solve(half, trajectory, lambda);
        Arrays.setAll(counts, k -> counts[k] + (gamma[k] != 0 ? 1 : 0));
      }
    }
    int[] selected = IntStream.range(0, PARAMETERS).filter(k -> counts[k] > 0).toArray();
    assertEquals(Arrays.stream(selected).boxed().toList(), stability(evidence).get("parameters"));
    List<Double> expected =
        Arrays.stream(selected).mapToObj(k -> counts[k] / (2.0 * PAIRS)).toList();
    assertEquals(expected, stability(evidence).get("frequencies"));
  }

  private static double[] solve(Sample half, Trajectory trajectory, double lambda) {
    double[] rows = half.of(IntStream.range(0, STEPS).asDoubleStream().toArray());
    float[][] updates = new float[rows.length][PARAMETERS];
    for (int i = 0; i < rows.length; i++) {
      trajectory.updates().row((int) rows[i]).get(updates[i]);
    }
    Trajectory part = Fixture.of(updates, half.of(trajectory.losses().changes()));
    double ratio = Math.min(1, lambda / new NaiveLasso(part, false, 0).lambdaMax());
    LassoOptions options =
        new LassoOptions(ratio, 1e-10, false, GrangerForm.INSTANTANEOUS, 1, 1_000_000);
    return LassoFit.of(part, options, Progress.NONE).coefficients();
  }

  private static Trajectory trajectory(long seed, boolean effects) {
    Random random = new Random(seed);
    float[][] updates = new float[STEPS][PARAMETERS];
    for (float[] row : updates) {
      for (int k = 0; k < PARAMETERS; k++) {
        row[k] = (float) (0.1 * random.nextGaussian());
      }
    }
    double[] planted = new double[effects ? PARAMETERS : 0];
    for (int k = 0; k < planted.length; k += EVERY) {
      planted[k] = k % (2 * EVERY) == 0 ? -100 : 100;
    }
    return Fixture.of(updates, Fixture.changes(updates, planted, 0, 1, random));
  }

  private static CausalEvidence estimate(Trajectory trajectory, LassoOptions options, long seed) {
    CausalEvidence evidence = new LassoGranger(options).estimate(trajectory, seed, Progress.NONE);
    assertTrue(evidence.converged());
    return evidence;
  }

  private static Map<?, ?> stability(CausalEvidence evidence) {
    return Fixture.detail(evidence, "stability", Map.class);
  }

  private static double number(CausalEvidence evidence, String name) {
    return (Double) Objects.requireNonNull(stability(evidence).get(name), name);
  }

  private static LassoOptions options(LambdaChoice choice) {
    return options(choice, 1, 1e-4, true);
  }

  private static LassoOptions options(
      LambdaChoice choice, double falseSelections, double tolerance, boolean standardize) {
    return new LassoOptions(
        Granularity.WEIGHT,
        choice,
        0.4,
        12,
        0.2,
        5,
        true,
        PAIRS,
        0.75,
        falseSelections,
        0,
        tolerance,
        standardize,
        GrangerForm.INSTANTANEOUS,
        1,
        1_000_000);
  }
}
