package org.espalier.estimator.granger.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.model.Granularity;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.testkit.Fixtures;
import org.espalier.testkit.MemoryTrajectory;
import org.junit.jupiter.api.Test;

/** What it finds in trajectories of which the truth is known. */
class GrangerFTest {
  private static final ParameterLayout LAYOUT = Fixtures.mlp(4, 5, 3);

  /** Unit 2 of the first layer: four weights from 8 on, and the bias at 22. */
  private static final List<Integer> UNIT = List.of(8, 9, 10, 11, 22);

  @Test
  void aUnitThatDrivesTheLossStepsLaterIsFound() {
    CausalEvidence evidence = Runs.estimate(driven(-4), GrangerFOptions.DEFAULTS);
    List<Integer> found = new ArrayList<>();
    for (int k = 0; k < evidence.size(); k++) {
      if (evidence.gamma(k) != 0) {
        found.add(k);
        assertEquals(4, evidence.gamma(k), 0.4);
      }
    }
    assertEquals(UNIT, found);
    assertEquals(GrangerForm.LAGGED, evidence.form());
    assertTrue(evidence.converged());
    assertEquals(
        List.of(
            "form",
            "granularity",
            "lags",
            "lagOrder",
            "maxLags",
            "control",
            "level",
            "groups",
            "rejected",
            "selected",
            "untested",
            "steps",
            "tests"),
        List.copyOf(evidence.details().keySet()));
    assertEquals(8, evidence.details().get("groups"));
    assertEquals(1, evidence.details().get("rejected"));
    assertEquals(5, evidence.details().get("selected"));
    assertEquals(0, evidence.details().get("untested"));
  }

  @Test
  void aLayerIsFoundWhole() {
    GrangerFOptions layers =
        new GrangerFOptions(
            0, 8, FalseDiscoveryControl.BENJAMINI_YEKUTIELI, 0.05, Granularity.LAYER);
    CausalEvidence evidence = Runs.estimate(driven(-40), layers);
    double[] gamma = evidence.gamma();
    assertTrue(Arrays.stream(gamma, 0, 25).allMatch(g -> g == gamma[0] && g > 0));
    assertTrue(Arrays.stream(gamma, 25, gamma.length).allMatch(g -> g == 0));
    assertEquals(2, evidence.details().get("groups"));
    assertEquals("benjamini-yekutieli", evidence.details().get("control"));
  }

  private static Trajectory driven(double gamma) {
    float[][] updates = Fixtures.normal(400, LAYOUT.size(), 0.01, 11);
    double[] changes = Runs.noise(new Random(12), 400);
    for (int t = 1; t < changes.length; t++) {
      for (int k : UNIT) {
        changes[t] += gamma * updates[t - 1][k] * updates[t - 1][k];
      }
    }
    return MemoryTrajectory.sgd(
        LAYOUT, 0.1, updates, new Losses(new double[400], changes), new float[LAYOUT.size()]);
  }

  /** Of 4,000 true hypotheses the share with p ≤ 0.05 has a deviation of 0.0034. */
  @Test
  void trueHypothesesAreRejectedAsOftenAsTheLevelSays() {
    int rejected = 0;
    int families = 0;
    for (int run = 0; run < 80; run++) {
      Random random = new Random(1000 + run);
      Trajectory trajectory =
          Runs.of(Runs.updates(random, 120, 50), autoregressive(Runs.noise(random, 120)));
      CausalEvidence evidence = Runs.estimate(trajectory, Runs.lags(2));
      rejected += (int) Arrays.stream(Runs.ofTests(evidence, "p")).filter(p -> p <= 0.05).count();
      families += evidence.selected() > 0 ? 1 : 0;
    }
    assertEquals(0.05, rejected / 4000.0, 3 * 0.0034);
    assertTrue(families <= 12, families + " of 80 families with a false discovery");
  }

  private static double[] autoregressive(double[] noise) {
    for (int t = 1; t < noise.length; t++) {
      noise[t] += 0.6 * noise[t - 1];
    }
    return noise;
  }

  /** The F test and least squares know no scale. */
  @Test
  void scalesOfUpdatesAndLossesDontMatter() {
    Random random = new Random(31);
    float[][] updates = Runs.updates(random, 100, 3);
    double[] changes = Runs.noise(random, 100);
    double[] expected = Runs.ofTests(Runs.estimate(Runs.of(updates, changes), Runs.lags(2)), "F");
    for (int power : new int[] {-60, 40, 100}) {
      float[][] scaled = new float[100][3];
      for (int t = 0; t < 100; t++) {
        scaled[t][0] = Math.scalb(updates[t][0], power);
        scaled[t][1] = updates[t][1];
        scaled[t][2] = Math.scalb(updates[t][2], -power / 2);
      }
      double[] scaledChanges = Arrays.stream(changes).map(c -> Math.scalb(c, 7 * power)).toArray();
      CausalEvidence evidence = Runs.estimate(Runs.of(scaled, scaledChanges), Runs.lags(2));
      double[] actual = Runs.ofTests(evidence, "F");
      for (int k = 0; k < 3; k++) {
        assertEquals(expected[k], actual[k], 1e-9 * expected[k]);
      }
    }
  }
}
