package org.espalier.estimator.smile.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.testkit.ReferenceTable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against scikit-learn; src/test/python/make_reference.py made the numbers. */
class ScikitLearnTest {
  private final ReferenceTable reference =
      ReferenceTable.read(ScikitLearnTest.class, "reference.txt");

  @ParameterizedTest
  @CsvSource({
    "tall, 0.5", "tall, 0.1", "tall, 0.02",
    "wide, 0.5", "wide, 0.1", "wide, 0.02",
    "smooth, 0.5", "smooth, 0.1", "smooth, 0.02"
  })
  void lasso(String name, String ratio) {
    CausalEvidence evidence =
        estimate(Runs.lasso(), name, Map.of("lambdaRatio", ratio, "tolerance", "1e-9"));
    double most = reference.doubles(name + ".lambdaMax")[0];
    assertEquals(most, number(evidence, "lambdaMax"), 1e-12 * most);
    assertEquals(Double.parseDouble(ratio) * most, number(evidence, "lambda"), 1e-12 * most);
    assertSame(name, "lasso." + ratio, evidence, 2e-4);
    assertTrue(evidence.converged(), () -> "" + evidence.details());
  }

  @ParameterizedTest
  @CsvSource({
    "tall, 0.5, 0.9", "tall, 0.1, 0.3", "tall, 0.02, 0.9",
    "wide, 0.5, 0.3", "wide, 0.1, 0.9", "wide, 0.02, 0.3",
    "smooth, 0.5, 0.9", "smooth, 0.1, 0.3", "smooth, 0.02, 0.9"
  })
  void elasticNet(String name, String ratio, String l1Ratio) {
    Map<String, String> options =
        Map.of("lambdaRatio", ratio, "l1Ratio", l1Ratio, "tolerance", "1e-9");
    CausalEvidence evidence = estimate(Runs.elasticNet(), name, options);
    assertSame(name, "enet." + ratio + "." + l1Ratio, evidence, 2e-4);
    assertTrue(evidence.converged(), () -> "" + evidence.details());
  }

  @ParameterizedTest
  @CsvSource({
    "tall, 1.0", "tall, 0.1", "tall, 0.001",
    "wide, 1.0", "wide, 0.1", "wide, 0.001",
    "smooth, 1.0", "smooth, 0.1", "smooth, 0.001"
  })
  void ridge(String name, String lambda) {
    CausalEvidence evidence = estimate(Runs.ridge(), name, Map.of("lambda", lambda));
    assertSame(name, "ridge." + lambda, evidence, 1e-10);
  }

  private CausalEvidence estimate(
      CausalityEstimator estimator, String name, Map<String, String> options) {
    return Runs.estimate(estimator, Runs.of(reference, name), options);
  }

  private static double number(CausalEvidence evidence, String name) {
    return ((Number) evidence.details().getOrDefault(name, Double.NaN)).doubleValue();
  }

  /** Standardised coefficients, within a share of the largest; those that are clearly 0 are 0. */
  private void assertSame(String name, String suffix, CausalEvidence evidence, double within) {
    double[] expected = reference.doubles(name + "." + suffix);
    Trajectory trajectory = Runs.of(reference, name);
    double[] deviations = deviations(trajectory);
    double largest = 0;
    for (int k = 0; k < expected.length; k++) {
      largest = Math.max(largest, Math.abs(expected[k]) * deviations[k]);
    }
    for (int k = 0; k < expected.length; k++) {
      assertEquals(
          expected[k] * deviations[k],
          evidence.gamma(k) * deviations[k],
          within * largest,
          "parameter " + k);
    }
  }

  private static double[] deviations(Trajectory trajectory) {
    int steps = trajectory.steps();
    double[] deviations = new double[trajectory.updates().columns()];
    for (int k = 0; k < deviations.length; k++) {
      double[] column = new double[steps];
      for (int t = 0; t < steps; t++) {
        double update = trajectory.updates().row(t).get(k);
        column[t] = update * update;
      }
      double mean = Arrays.stream(column).average().orElseThrow();
      deviations[k] =
          Math.sqrt(Arrays.stream(column).map(x -> (x - mean) * (x - mean)).sum() / steps);
    }
    return deviations;
  }
}
