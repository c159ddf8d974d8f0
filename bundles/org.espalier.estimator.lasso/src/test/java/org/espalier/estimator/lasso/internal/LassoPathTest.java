package org.espalier.estimator.lasso.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.espalier.core.Progress;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.trajectory.Trajectory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each of 100 λ on one path is solved to the tolerance, by the gap from its definition. */
class LassoPathTest {
  private static final int LENGTH = 100;

  @ParameterizedTest
  @CsvSource({
    // seed, steps, parameters, kind, standardize, lags, tolerance, end
    "1, 40, 30, random, true, 0, 1e-6, 0.01",
    "2, 40, 300, random, true, 0, 1e-6, 0.001",
    "3, 40, 300, random, false, 0, 1e-6, 0.01",
    "4, 30, 9000, random, true, 0, 1e-4, 0.01",
    "5, 60, 200, smooth, true, 0, 1e-6, 0.01",
    "6, 60, 200, smooth, false, 0, 1e-6, 0.01",
    "7, 60, 3000, smooth, true, 0, 1e-4, 0.01",
    "8, 60, 3000, smooth, true, 0, 1e-8, 0.1",
    "9, 60, 120, smooth, true, 3, 1e-6, 0.01",
    "10, 60, 120, random, false, 2, 1e-6, 0.01",
    "11, 50, 400, doubled, true, 0, 1e-6, 0.01",
    "12, 50, 400, doubled, false, 0, 1e-6, 0.01",
    "13, 50, 400, doubled, true, 1, 1e-4, 0.001",
  })
  void everySolutionIsWithinTheTolerance(
      long seed,
      int steps,
      int parameters,
      String kind,
      boolean standardize,
      int lags,
      double tolerance,
      double end) {
    Random random = new Random(seed);
    float[][] updates = updates(kind, random, steps, parameters);
    Trajectory trajectory = Fixture.of(updates, random.doubles(steps, -1, 1).toArray());
    GrangerForm form = lags == 0 ? GrangerForm.INSTANTANEOUS : GrangerForm.LAGGED;
    LassoProblem problem =
        new LassoProblem(
            trajectory,
            new LassoOptions(0.1, tolerance, standardize, form, Math.max(1, lags), 1_000_000),
            Progress.NONE);
    double[] lambdas = new double[LENGTH];
    Arrays.setAll(lambdas, i -> problem.lambdaMax() * Math.pow(end, i / (LENGTH - 1.0)));
    LassoPath path = problem.path(lambdas);
    int passes = PassClient.solve(List.of(path), problem.pass(), Progress.NONE);
    System.out.println("PASSES " + seed + " " + passes);
    assertTrue(passes < 2 * LENGTH, passes + " passes");
    assertEquals(LENGTH, path.solutions().size());
    NaiveLasso naive = new NaiveLasso(trajectory, standardize, lags);
    for (int i = 0; i < LENGTH; i++) {
      Verified verified = path.solutions().get(i);
      assertTrue(verified.converged(), "λ " + i + ": " + verified.gap());
      assertTrue(verified.gap() <= tolerance);
      double lambda = Math.scalb(lambdas[i], problem.exponent());
      double gap = naive.relativeGap(problem.inUnits(verified.solution()), lambda);
      assertTrue(
          gap <= tolerance + 1e-12,
          "λ " + i + ": " + gap + " of " + tolerance + " told " + verified.gap());
    }
  }

  private static float[][] updates(String kind, Random random, int steps, int parameters) {
    float[][] updates = Fixture.randomUpdates(random, steps, parameters);
    for (int k = 0; k < parameters; k++) {
      double rate = 1 + 3 * random.nextDouble();
      for (int t = 0; t < steps; t++) {
        if (kind.equals("smooth")) {
          double noise = 1 + 0.01 * random.nextGaussian();
          updates[t][k] = (float) (0.01 * Math.exp(-rate * t / steps) * noise);
        } else if (kind.equals("doubled") && k % 2 == 1) {
          updates[t][k] = k % 4 == 1 ? updates[t][k - 1] : -updates[t][k - 1];
        }
      }
    }
    return updates;
  }
}
