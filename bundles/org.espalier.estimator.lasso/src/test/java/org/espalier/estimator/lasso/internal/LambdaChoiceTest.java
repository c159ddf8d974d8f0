package org.espalier.estimator.lasso.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.model.Granularity;
import org.espalier.core.model.RatePhase;
import org.espalier.core.trajectory.Trajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What λ is judged by, against scikit-learn's; src/test/python/make_choices.py made the numbers.
 */
class LambdaChoiceTest {
  @ParameterizedTest
  @CsvSource({"wide, true, 0", "wide, false, 0", "smooth, true, 0", "past, true, 2"})
  void criteriaAreThoseOfTheReference(String data, boolean standardize, int lags) {
    Trajectory trajectory = Fixture.trajectory(data, new RatePhase(0, 1));
    List<List<String>> reference =
        Fixture.table("choices").stream()
            .filter(row -> row.subList(0, 3).equals(List.of(data, "" + standardize, "" + lags)))
            .toList();
    requireCriteria(reference, 4, trajectory, LambdaChoice.BIC, standardize, lags, 1e-6);
    requireCriteria(reference, 5, trajectory, LambdaChoice.EBIC, standardize, lags, 1e-6);
    requireCriteria(
        reference, 6, trajectory, LambdaChoice.CROSS_VALIDATION, standardize, lags, 1e-5);
  }

  private static void requireCriteria(
      List<List<String>> reference,
      int column,
      Trajectory trajectory,
      LambdaChoice choice,
      boolean standardize,
      int lags,
      double within) {
    LassoOptions options = options(choice, reference.size(), 0.05, 1e-12, standardize, lags);
    CausalEvidence evidence = new LassoGranger(options).estimate(trajectory, 0, Progress.NONE);
    assertTrue(evidence.converged());
    List<Map<?, ?>> path = path(evidence);
    assertEquals(reference.size(), path.size());
    int best = 0;
    for (int i = 0; i < path.size(); i++) {
      double lambda = Double.parseDouble(reference.get(i).get(3));
      double expected = Double.parseDouble(reference.get(i).get(column));
      assertEquals(lambda, value(path.get(i), "lambda"), 1e-9 * lambda);
      if (Double.isInfinite(expected)) {
        assertFalse(path.get(i).containsKey("criterion"));
      } else {
        double found = value(path.get(i), "criterion");
        assertEquals(expected, found, within * Math.abs(expected), choice + " of λ " + i);
      }
      best = expected < Double.parseDouble(reference.get(best).get(column)) ? i : best;
    }
    assertEquals(choice.id(), evidence.details().get("lambdaChoice"));
    assertEquals(path.get(best).get("lambda"), evidence.details().get("lambda"));
    assertEquals(path.get(best).get("rSquared"), evidence.details().get("rSquared"));
    if (lags == 0) {
      assertEquals(path.get(best).get("selected"), evidence.selected());
    }
  }

  @Test
  void noiseLeavesHardlyAnythingToEbic() {
    int selected = 0;
    for (int seed = 0; seed < 10; seed++) {
      Random random = new Random(seed);
      float[][] updates = Fixture.randomUpdates(random, 150, 500);
      double[] changes = Fixture.changes(updates, new double[0], 0, 1, random);
      selected += ebic(Fixture.of(updates, changes)).selected();
    }
    assertTrue(selected <= 2, selected + " of 10 times 500 parameters");
  }

  @Test
  void ebicFindsWhatWasPlanted() {
    for (int seed = 0; seed < 5; seed++) {
      Random random = new Random(seed);
      float[][] updates = Fixture.randomUpdates(random, 200, 500);
      double[] planted = new double[500];
      for (int k = 0; k < 500; k += 100) {
        planted[k] = (k % 200 == 0 ? 1 : -1) / squares(updates, k);
      }
      double[] changes = Fixture.changes(updates, planted, 0, 0.5, random);
      CausalEvidence evidence = ebic(Fixture.of(updates, changes));
      for (int k = 0; k < 500; k += 100) {
        assertEquals(Math.signum(planted[k]), Math.signum(evidence.gamma(k)), "seed " + seed);
      }
      assertTrue(evidence.selected() <= 15, evidence.selected() + " at seed " + seed);
    }
  }

  private static CausalEvidence ebic(Trajectory trajectory) {
    LassoOptions options = options(LambdaChoice.EBIC, 50, 0.05, 1e-4, true, 0);
    return new LassoGranger(options).estimate(trajectory, 0, Progress.NONE);
  }

  /** The mean of (Δθₖ)². */
  private static double squares(float[][] updates, int k) {
    double sum = 0;
    for (float[] row : updates) {
      sum += (double) row[k] * row[k] / updates.length;
    }
    return sum;
  }

  private static List<Map<?, ?>> path(CausalEvidence evidence) {
    List<?> path = Fixture.detail(evidence, "path", List.class);
    return path.stream().<Map<?, ?>>map(choice -> (Map<?, ?>) choice).toList();
  }

  private static double value(Map<?, ?> choice, String key) {
    return (Double) Objects.requireNonNull(choice.get(key), key);
  }

  private static LassoOptions options(
      LambdaChoice choice,
      int pathLength,
      double pathEnd,
      double tolerance,
      boolean standardize,
      int lags) {
    GrangerForm form = lags == 0 ? GrangerForm.INSTANTANEOUS : GrangerForm.LAGGED;
    return new LassoOptions(
        Granularity.WEIGHT,
        choice,
        0.1,
        pathLength,
        pathEnd,
        4,
        false,
        50,
        0.75,
        1,
        0,
        tolerance,
        standardize,
        form,
        Math.max(1, lags),
        1_000_000);
  }
}
