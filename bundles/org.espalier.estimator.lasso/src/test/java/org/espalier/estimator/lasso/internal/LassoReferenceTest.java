package org.espalier.estimator.lasso.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.espalier.core.Progress;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.model.RatePhase;
import org.espalier.core.trajectory.Trajectory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The exact Lasso against scikit-learn's; src/test/python/make_reference.py made the numbers. */
class LassoReferenceTest {
  private static final double[] RATIOS = {0.5, 0.1, 0.01};
  private static final int COEFFICIENTS = 5;

  static List<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (boolean standardize : new boolean[] {true, false}) {
      for (double ratio : RATIOS) {
        for (String name : List.of("tall", "wide", "smooth")) {
          cases.add(Arguments.of(name, standardize, 0, ratio));
        }
        cases.add(Arguments.of("past", standardize, 1, ratio));
        cases.add(Arguments.of("past", standardize, 2, ratio));
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void defaultToleranceHoldsByNaiveGap(String name, boolean standardize, int lags, double ratio) {
    Trajectory trajectory = Fixture.trajectory(name, new RatePhase(0, 1));
    LassoFit fit = LassoFit.of(trajectory, options(standardize, lags, ratio, 1e-6), Progress.NONE);
    double[] reference = reference(name, standardize, lags, ratio);
    NaiveLasso naive = new NaiveLasso(trajectory, standardize, lags);
    assertTrue(fit.converged());
    assertEquals(reference[0], fit.lambda(), 1e-10 * reference[0]);
    assertEquals(reference[1], fit.lambdaMax(), 1e-10 * reference[1]);
    assertTrue(naive.relativeGap(fit.coefficients(), reference[0]) <= 1e-6);
    double objective = naive.objective(fit.coefficients(), reference[0]);
    assertTrue(objective >= reference[2] - reference[3] - 1e-12 * naive.unit());
    assertTrue(objective <= reference[2] + 1e-6 * naive.unit());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tightToleranceGivesTheSameCoefficients(
      String name, boolean standardize, int lags, double ratio) {
    Trajectory trajectory = Fixture.trajectory(name, new RatePhase(0, 1));
    LassoFit fit = LassoFit.of(trajectory, options(standardize, lags, ratio, 1e-12), Progress.NONE);
    double[] reference = reference(name, standardize, lags, ratio);
    NaiveLasso naive = new NaiveLasso(trajectory, standardize, lags);
    double[] coefficients = fit.coefficients();
    assertTrue(naive.relativeGap(coefficients, reference[0]) <= 2e-12);
    assertEquals(fit.dualityGap(), naive.relativeGap(coefficients, reference[0]), 1e-12);
    assertEquals(reference[4], fit.rSquared(), 1e-9);
    assertEquals(reference.length - COEFFICIENTS, coefficients.length);
    double largest = 0;
    for (int c = 0; c < coefficients.length; c++) {
      largest = Math.max(largest, Math.abs(reference[COEFFICIENTS + c]) * naive.scale(c));
    }
    for (int c = 0; c < coefficients.length; c++) {
      double expected = reference[COEFFICIENTS + c];
      double within = 1e-7 * largest / naive.scale(c);
      assertEquals(expected, coefficients[c], within, "column " + c);
      assertEquals(
          Math.abs(expected) > within, Math.abs(coefficients[c]) > within, "support at " + c);
    }
  }

  private static LassoOptions options(
      boolean standardize, int lags, double ratio, double tolerance) {
    GrangerForm form = lags == 0 ? GrangerForm.INSTANTANEOUS : GrangerForm.LAGGED;
    return new LassoOptions(ratio, tolerance, standardize, form, Math.max(1, lags), 100_000);
  }

  /** λ, λmax, objective, gap, R², then the coefficients. */
  private static double[] reference(String name, boolean standardize, int lags, double ratio) {
    String mode = (standardize ? "standardized" : "raw") + (lags == 0 ? "" : "-q" + lags);
    for (double[] row : Fixture.rows(name + "-" + mode)) {
      if (Math.abs(row[0] / row[1] - ratio) < 1e-9) {
        return row;
      }
    }
    throw new AssertionError("no reference for lambdaRatio " + ratio);
  }
}
