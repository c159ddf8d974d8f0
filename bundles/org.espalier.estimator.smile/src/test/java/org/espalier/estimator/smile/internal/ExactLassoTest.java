package org.espalier.estimator.smile.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.estimator.lasso.internal.LassoGrangerEstimator;
import org.espalier.testkit.ReferenceTable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two ways to one objective: our working set with an exact solve, and Smile's interior point. */
class ExactLassoTest {
  private static final CausalityEstimator EXACT =
      new LassoGrangerEstimator(Runs.defaults(LassoGrangerEstimator.Config.class));

  private final ReferenceTable reference =
      ReferenceTable.read(ScikitLearnTest.class, "reference.txt");

  @ParameterizedTest
  @CsvSource({
    "tall, 0.1, 1e-4", "tall, 0.02, 1e-8",
    "wide, 0.1, 1e-4", "wide, 0.02, 1e-8",
    "smooth, 0.1, 1e-4", "smooth, 0.02, 1e-8"
  })
  void objectivesAgreeToSmilesTolerance(String name, String ratio, double tolerance) {
    Trajectory trajectory = Runs.of(reference, name);
    CausalEvidence smile =
        Runs.estimate(
            Runs.lasso(),
            trajectory,
            Map.of("lambdaRatio", ratio, "tolerance", String.valueOf(tolerance)));
    CausalEvidence exact =
        Runs.estimate(EXACT, trajectory, Map.of("lambdaRatio", ratio, "tolerance", "1e-13"));
    double lambda = number(exact, "lambda");
    assertEquals(lambda, number(smile, "lambda"), 1e-9 * lambda);
    double least = objective(trajectory, exact.gamma(), lambda);
    double reached = objective(trajectory, smile.gamma(), lambda);
    assertTrue(reached >= least * (1 - 1e-9), reached + " beats " + least);
    assertTrue(reached <= least * (1 + 1.01 * tolerance), reached + " against " + least);
    for (int k = 0; k < exact.size(); k++) {
      assertTrue(exact.gamma(k) == 0 || smile.gamma(k) != 0, "wrongly 0 at " + k);
    }
  }

  /** (1/2n)‖y − Xγ‖² + λ‖γ‖₁ of standardised features, from the definition. */
  private static double objective(Trajectory trajectory, double[] gamma, double lambda) {
    int n = trajectory.steps();
    double[] rest = trajectory.losses().changes();
    center(rest);
    double penalty = 0;
    for (int k = 0; k < gamma.length; k++) {
      double[] x = new double[n];
      for (int t = 0; t < n; t++) {
        double update = trajectory.updates().row(t).get(k);
        x[t] = update * update;
      }
      center(x);
      penalty += Math.abs(gamma[k]) * Math.sqrt(squares(x) / n);
      for (int t = 0; t < n; t++) {
        rest[t] -= gamma[k] * x[t];
      }
    }
    return squares(rest) / (2 * n) + lambda * penalty;
  }

  private static void center(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    Arrays.setAll(values, t -> values[t] - mean);
  }

  private static double squares(double[] values) {
    return Arrays.stream(values).map(v -> v * v).sum();
  }

  private static double number(CausalEvidence evidence, String name) {
    return ((Number) evidence.details().getOrDefault(name, Double.NaN)).doubleValue();
  }
}
