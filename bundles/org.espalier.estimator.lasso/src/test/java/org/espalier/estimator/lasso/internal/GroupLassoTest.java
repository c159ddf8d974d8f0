package org.espalier.estimator.lasso.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.espalier.core.CancelledException;
import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.model.Granularity;
import org.espalier.core.model.IndexRange;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterGroup;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.model.RatePhase;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.espalier.testkit.MemoryTrajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The group Lasso against its definition, on dense features. */
class GroupLassoTest {
  private static final ParameterLayout LAYOUT =
      new ParameterLayout(
          List.of(
              new Parameter("0.W", "0", ParameterRole.WEIGHT, List.of(8, 5), 0, true, 1),
              new Parameter("0.b", "0", ParameterRole.BIAS, List.of(8), 40, false, 1),
              new Parameter("1.W", "1", ParameterRole.WEIGHT, List.of(4, 8), 48, true, 1),
              new Parameter("1.b", "1", ParameterRole.BIAS, List.of(4), 80, false, 1)));
  private static final int P = LAYOUT.size();

  @ParameterizedTest
  @CsvSource({
    "unit, 0.5, 0, 60",
    "unit, 0.1, 0, 60",
    "unit, 0.02, 0, 40",
    "layer, 0.3, 0, 30",
    "unit, 0.2, 2, 60"
  })
  void gapIsWithinToleranceByDefinition(String granularity, double ratio, int lags, int steps) {
    Random random = new Random(steps + lags);
    float[][] updates = Fixture.randomUpdates(random, steps, P);
    Trajectory trajectory = trajectory(updates, random.doubles(steps, -1, 1).toArray());
    LassoOptions options =
        options("granularity=" + granularity, "lambdaRatio=" + ratio)
            .override(
                Options.parse(lags == 0 ? List.of() : List.of("form=lagged", "lags=" + lags))
                    .override(LassoOptions.DEFAULTS));
    CausalEvidence evidence = GroupLassoGranger.estimate(trajectory, options, 0, Progress.NONE);
    assertTrue(evidence.converged());
    assertTrue(evidence.selected() > 0);
    if (lags == 0) {
      double lambda = Fixture.detail(evidence, "lambda", Double.class);
      Granularity level = Granularity.valueOf(granularity.toUpperCase(java.util.Locale.ROOT));
      double gap = new Naive(trajectory, level).relativeGap(evidence.gamma(), lambda);
      assertTrue(gap < 2e-5, () -> "gap " + gap);
      assertEquals(
          Fixture.detail(evidence, "rSquared", Double.class), rSquared(trajectory, evidence), 1e-5);
    }
  }

  @Test
  void wholeUnitsAreSelectedAndThePlantedOneFirst() {
    Random random = new Random(5);
    float[][] updates = new float[200][P];
    double[] changes = new double[200];
    for (int t = 0; t < 200; t++) {
      for (int k = 0; k < P; k++) {
        updates[t][k] = (float) (0.1 * random.nextGaussian());
        changes[t] += k / 5 == 3 && k < 40 ? updates[t][k] * updates[t][k] : 0;
      }
      changes[t] += 0.01 * random.nextGaussian();
    }
    CausalEvidence evidence =
        GroupLassoGranger.estimate(
            trajectory(updates, changes),
            options("granularity=unit", "lambdaRatio=0.3", "stability=on", "pairs=10")
                .override(LassoOptions.DEFAULTS),
            0,
            Progress.NONE);
    Map<?, ?> first = (Map<?, ?>) Fixture.detail(evidence, "groups", List.class).get(0);
    assertEquals("0.W[3]", first.get("group"));
    assertEquals(1.0, first.get("frequency"));
    for (int k = 15; k < 20; k++) {
      assertTrue(evidence.gamma(k) > 0, "gamma " + k);
    }
    assertEquals(6, evidence.selected());
  }

  @Test
  void nothingIsSelectedOfNothing() {
    float[][] updates = Fixture.randomUpdates(new Random(1), 30, P);
    for (Trajectory trajectory :
        List.of(
            trajectory(updates, new double[30]),
            trajectory(new float[30][P], new Random(2).doubles(30).toArray()))) {
      CausalEvidence evidence =
          GroupLassoGranger.estimate(
              trajectory,
              options("granularity=unit", "stability=on", "pairs=2")
                  .override(LassoOptions.DEFAULTS),
              0,
              Progress.NONE);
      assertEquals(0, evidence.selected());
      assertTrue(evidence.converged());
    }
  }

  @Test
  void sameSeedGivesTheSameAndCancellingEndsIt() {
    Random random = new Random(9);
    Trajectory trajectory =
        trajectory(Fixture.randomUpdates(random, 50, P), random.doubles(50, -1, 1).toArray());
    LassoOptions options =
        options("granularity=unit", "stability=on", "pairs=3").override(LassoOptions.DEFAULTS);
    CausalEvidence once = GroupLassoGranger.estimate(trajectory, options, 4, Progress.NONE);
    CausalEvidence again = GroupLassoGranger.estimate(trajectory, options, 4, Progress.NONE);
    assertArrayEquals(once.gamma(), again.gamma());
    assertEquals(once.details(), again.details());
    Progress cancelled =
        new Progress() {
          @Override
          public void at(long done, long total, String what) {}

          @Override
          public boolean isCancelled() {
            return true;
          }
        };
    assertThrows(
        CancelledException.class,
        () -> GroupLassoGranger.estimate(trajectory, options, 4, cancelled));
  }

  @Test
  void otherChoicesOfLambdaAreRefused() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    options("granularity=unit", "lambdaChoice=bic").override(LassoOptions.DEFAULTS))
            .getMessage();
    assertEquals("granularity = unit takes lambdaChoice = ratio and standardize = on", message);
  }

  private static Options options(String... options) {
    return Options.parse(List.of(options));
  }

  private static double rSquared(Trajectory trajectory, CausalEvidence evidence) {
    Naive naive = new Naive(trajectory, Granularity.UNIT);
    return 1
        - Vectors.squaredNorm(naive.residual(evidence.gamma()))
            / Vectors.squaredNorm(naive.response);
  }

  private static Trajectory trajectory(float[][] updates, double[] changes) {
    TrajectoryManifest manifest =
        new TrajectoryManifest(
            LAYOUT,
            "sgd",
            Map.of(),
            List.of(new RatePhase(0, 0.1)),
            LossAfter.SAME_MINIBATCH,
            0,
            "synthetic",
            "",
            Map.of(),
            true);
    return MemoryTrajectory.of(
        manifest, updates, null, new Losses(new double[changes.length], changes), new float[P]);
  }

  /** (1/2n)‖y − Xγ‖² + λ Σ √p_g ‖s∘γ_g‖ and its dual, column by column. */
  private static final class Naive {
    private final double[][] columns = new double[P][];
    private final double[] scales = new double[P];
    private final double[] response;
    private final List<ParameterGroup> groups;

    Naive(Trajectory trajectory, Granularity granularity) {
      groups = ParameterGroup.of(LAYOUT, granularity);
      int n = trajectory.steps();
      for (int k = 0; k < P; k++) {
        columns[k] = new double[n];
        for (int t = 0; t < n; t++) {
          double update = trajectory.updates().row(t).get(k);
          columns[k][t] = update * update;
        }
        scales[k] = Vectors.deviation(columns[k]);
        center(columns[k]);
      }
      response = trajectory.losses().changes();
      center(response);
    }

    private static void center(double[] v) {
      double sum = 0;
      for (double value : v) {
        sum += value;
      }
      Vectors.add(-sum / v.length, v);
    }

    double[] residual(double[] gamma) {
      double[] residual = response.clone();
      for (int k = 0; k < P; k++) {
        Vectors.addScaled(-gamma[k], columns[k], residual);
      }
      return residual;
    }

    double relativeGap(double[] gamma, double lambda) {
      double[] r = residual(gamma);
      double penalty = 0;
      double steepest = 0;
      for (ParameterGroup group : groups) {
        double effect = 0;
        double slope = 0;
        for (IndexRange range : group.ranges()) {
          for (int k = range.from(); k < range.to(); k++) {
            effect += Math.pow(gamma[k] * scales[k], 2);
            slope += Math.pow(Vectors.dot(columns[k], r) / scales[k], 2);
          }
        }
        double weight = lambda * r.length * Math.sqrt(group.size());
        penalty += weight * Math.sqrt(effect);
        steepest = Math.max(steepest, Math.sqrt(slope) / weight);
      }
      double shrink = Math.min(1, 1 / steepest);
      double[] rest = response.clone();
      Vectors.addScaled(-shrink, r, rest);
      double squares = Vectors.squaredNorm(response);
      return (Vectors.squaredNorm(r) + 2 * penalty - squares + Vectors.squaredNorm(rest)) / squares;
    }
  }
}
