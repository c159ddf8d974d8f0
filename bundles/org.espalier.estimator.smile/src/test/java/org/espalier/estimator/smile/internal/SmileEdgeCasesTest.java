package org.espalier.estimator.smile.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.espalier.core.CancelledException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.causality.EstimationRequest;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.testkit.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmileEdgeCasesTest {
  private static final List<CausalityEstimator> ALL =
      List.of(Runs.lasso(), Runs.elasticNet(), Runs.ridge());

  @Test
  void constantFeaturesTakeNoPart() {
    float[][] updates = Fixtures.normal(50, 6, 0.01, 1);
    for (int t = 0; t < 50; t++) {
      updates[t][1] = 0;
      updates[t][4] = t % 2 == 0 ? 0.1f : -0.1f;
    }
    Trajectory trajectory = Runs.of(updates, new Random(2).doubles(50).toArray());
    for (CausalityEstimator estimator : ALL) {
      CausalEvidence evidence = Runs.estimate(estimator, trajectory, Map.of());
      assertEquals(2, evidence.details().get("leftOut"));
      assertEquals(0, evidence.gamma(1));
      assertEquals(0, evidence.gamma(4));
      assertTrue(evidence.selected() > 0);
    }
  }

  @Test
  void nothingToExplainAndNothingToExplainByGiveZero() {
    float[][] updates = Fixtures.normal(50, 6, 0.01, 3);
    double[] changes = new Random(4).doubles(50).toArray();
    for (CausalityEstimator estimator : ALL) {
      for (Trajectory trajectory :
          List.of(Runs.of(updates, new double[50]), Runs.of(new float[50][6], changes))) {
        CausalEvidence evidence = Runs.estimate(estimator, trajectory, Map.of());
        assertEquals(0, evidence.selected());
        assertTrue(evidence.converged());
      }
    }
  }

  @Test
  void ofOneParameterTheLassoIsTheCorrelationLessLambda() {
    Trajectory trajectory =
        Runs.of(new float[][] {{1}, {2}, {3}}, new double[] {1, 4, 9}); // y = x, deviation 3.30
    CausalEvidence evidence = Runs.estimate(Runs.lasso(), trajectory, Map.of("tolerance", "1e-9"));
    assertEquals(0.9, evidence.gamma(0), 1e-5);
    assertEquals(1 / 1.1, Runs.estimate(Runs.ridge(), trajectory, Map.of()).gamma(0), 1e-12);
  }

  @Test
  void coefficientsThatAreProvablyZeroAreZero() {
    float[][] updates = Fixtures.normal(200, 30, 0.01, 5);
    double[] changes = new double[200];
    for (int t = 0; t < 200; t++) {
      changes[t] = 5.0 * updates[t][7] * updates[t][7];
    }
    CausalEvidence evidence = Runs.estimate(Runs.lasso(), Runs.of(updates, changes), Map.of());
    assertEquals(1, evidence.selected());
    assertEquals(4.5, evidence.gamma(7), 0.01);
  }

  @ParameterizedTest
  @CsvSource({"1e30, 1", "1e-40, 1", "1e30, 1e300", "1, 1e-300"})
  void hugeAndTinyValuesStayFinite(double updateScale, double lossScale) {
    Random random = new Random(6);
    float[][] updates = new float[60][5];
    for (float[] row : updates) {
      for (int k = 0; k < row.length; k++) {
        row[k] = (float) (updateScale * random.nextDouble());
      }
    }
    double[] changes = random.doubles(60, -3, 3).map(c -> c * lossScale).toArray();
    for (CausalityEstimator estimator : ALL) {
      CausalEvidence evidence = Runs.estimate(estimator, Runs.of(updates, changes), Map.of());
      assertTrue(evidence.converged(), () -> "" + evidence.details());
      assertTrue(evidence.selected() > 0);
    }
  }

  @Test
  void atTheLargestLambdaNothingIsLeft() {
    CausalEvidence evidence =
        Runs.estimate(Runs.lasso(), Runs.random(60, 40, 12), Map.of("lambdaRatio", "1"));
    assertTrue(evidence.converged(), () -> "" + evidence.details());
    assertTrue(evidence.selected() <= 1, () -> "" + evidence.details());
  }

  @Test
  void givingUpIsReported() {
    CausalEvidence evidence =
        Runs.estimate(Runs.lasso(), Runs.random(60, 40, 7), Map.of("maxIterations", "1"));
    assertFalse(evidence.converged());
  }

  @Test
  void whatIsTooLargeIsRefusedWithTheReason() {
    assertLine(Runs.lasso(), Runs.random(5, 1001, 8), "smile-lasso takes at most 1000, for");
    assertLine(Runs.elasticNet(), Runs.random(5, 1001, 8), "smile-elastic-net takes at most 1000");
    assertLine(Runs.ridge(), Runs.random(5, 4001, 8), "smile-ridge takes at most 4000, for");
    float[][] tall = new float[4001][];
    Arrays.fill(tall, new float[1000]);
    assertLine(Runs.lasso(), Runs.of(tall, new double[4001]), "at most 4000000 values, for Smile");
  }

  private static void assertLine(CausalityEstimator estimator, Trajectory trajectory, String part) {
    String message =
        assertThrows(
                InvalidDataException.class, () -> Runs.estimate(estimator, trajectory, Map.of()))
            .getMessage();
    assertTrue(String.valueOf(message).contains(part), message);
  }

  /** Smile's solve takes seconds here. */
  @Test
  void cancellationDuringTheSolveIsHeededAtOnce() {
    Trajectory trajectory = Runs.random(400, 1000, 9);
    int checksBefore = 2 * 400 + 3;
    int[] left = {checksBefore};
    Progress progress =
        new Progress() {
          @Override
          public void at(long done, long total, String what) {}

          @Override
          public boolean isCancelled() {
            return left[0]-- <= 0;
          }
        };
    EstimationRequest request =
        new EstimationRequest(
            trajectory,
            Options.of(Map.of("lambdaRatio", "0.001", "tolerance", "1e-8")),
            0,
            progress);
    assertTimeout(
        Duration.ofSeconds(2),
        () -> assertThrows(CancelledException.class, () -> Runs.lasso().estimate(request)));
  }

  @ParameterizedTest
  @CsvSource({
    "lasso, lambdaRatio=0, outside (0",
    "lasso, lambdaRatio=1.5, outside (0",
    "lasso, tolerance=0, outside [1e-10",
    "lasso, maxIterations=0, at least 1",
    "net, l1Ratio=1, smile-lasso has 1",
    "net, l1Ratio=0, smile-ridge 0",
    "ridge, lambda=0, positive and finite"
  })
  void badOptionsAreRefused(String which, String option, String part) {
    CausalityEstimator estimator =
        switch (which) {
          case "lasso" -> Runs.lasso();
          case "net" -> Runs.elasticNet();
          default -> Runs.ridge();
        };
    EstimationRequest request =
        new EstimationRequest(
            Runs.random(20, 3, 10), Options.parse(List.of(option)), 0, Progress.NONE);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> estimator.estimate(request));
    assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
  }
}
