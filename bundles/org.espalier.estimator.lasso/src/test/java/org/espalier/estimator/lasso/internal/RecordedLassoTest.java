package org.espalier.estimator.lasso.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.espalier.core.Progress;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.model.RatePhase;
import org.espalier.core.trajectory.Trajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The exact Lasso on ten recorded trainings of different models, optimisers and rates, against
 * scikit-learn's; src/test/python/record_reference.py made trainings and numbers.
 */
class RecordedLassoTest {
  /** Share of ‖y‖²/2n that is left to round-off. */
  private static final double ROUND_OFF = 1e-12;

  /** A solution of scikit-learn's. */
  record Reference(
      String training,
      boolean standardize,
      double ratio,
      double lambda,
      double lambdaMax,
      double objective,
      double gap) {

    static Reference of(List<String> cells) {
      return new Reference(
          cells.get(0),
          Boolean.parseBoolean(cells.get(1)),
          Double.parseDouble(cells.get(2)),
          Double.parseDouble(cells.get(3)),
          Double.parseDouble(cells.get(4)),
          Double.parseDouble(cells.get(5)),
          Double.parseDouble(cells.get(6)));
    }

    Trajectory trajectory() {
      return Fixture.trajectory("recorded/" + training, new RatePhase(0, 1));
    }
  }

  static List<Reference> references() {
    return Fixture.table("recorded/reference").stream().map(Reference::of).toList();
  }

  @Test
  void everyTrainingIsThere() {
    List<Reference> references = references();
    assertEquals(10, references.stream().map(Reference::training).distinct().count());
    assertEquals(10 * 2 * 3, references.size());
    for (Reference reference : references) {
      Trajectory trajectory = reference.trajectory();
      NaiveLasso naive = new NaiveLasso(trajectory, reference.standardize, 0);
      assertTrue(Math.abs(reference.gap) < 1e-8 * naive.unit(), reference.training);
    }
  }

  @ParameterizedTest
  @MethodSource("references")
  void objectiveIsWithinTheToleranceAndTheReportedGap(Reference reference) {
    Trajectory trajectory = reference.trajectory();
    NaiveLasso naive = new NaiveLasso(trajectory, reference.standardize, 0);
    for (double tolerance : new double[] {1e-4, 1e-6}) {
      LassoOptions options =
          new LassoOptions(
              reference.ratio,
              tolerance,
              reference.standardize,
              GrangerForm.INSTANTANEOUS,
              1,
              100_000);
      LassoFit fit = LassoFit.of(trajectory, options, Progress.NONE);
      assertTrue(fit.converged());
      assertEquals(reference.lambdaMax, fit.lambdaMax(), 1e-9 * reference.lambdaMax);
      assertEquals(reference.lambda, fit.lambda(), 1e-9 * reference.lambda);
      double[] gamma = fit.coefficients();
      double lambda = reference.lambda;
      double above = (naive.objective(gamma, lambda) - reference.objective) / naive.unit();
      double theirs = Math.abs(reference.gap) / naive.unit() + ROUND_OFF;
      assertTrue(above >= -theirs, () -> "below scikit-learn's by " + -above);
      assertTrue(
          above <= fit.dualityGap() + theirs, () -> above + " above, tell " + fit.dualityGap());
      assertTrue(fit.dualityGap() <= tolerance);
      assertTrue(fit.dualityGap() >= naive.leastGap(gamma, lambda) - ROUND_OFF);
      assertTrue(naive.relativeGap(gamma, lambda) <= 2 * tolerance);
    }
  }
}
