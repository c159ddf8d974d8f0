package org.espalier.estimator.granger.internal;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.model.Granularity;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.testkit.MemoryTrajectory;

/** Trajectories whose every parameter is a unit by itself, and what is found in them. */
final class Runs {
  private Runs() {}

  static Trajectory of(float[][] updates, double[] changes) {
    int p = updates.length == 0 ? 1 : updates[0].length;
    Parameter weights =
        new Parameter("fc.W", "fc", ParameterRole.WEIGHT, List.of(p, 1), 0, true, 1);
    return MemoryTrajectory.sgd(
        new ParameterLayout(List.of(weights)),
        0.1,
        updates,
        new Losses(new double[changes.length], changes),
        new float[p]);
  }

  static float[][] updates(Random random, int steps, int parameters) {
    float[][] updates = new float[steps][parameters];
    for (float[] row : updates) {
      for (int k = 0; k < parameters; k++) {
        row[k] = (float) (0.01 * random.nextGaussian());
      }
    }
    return updates;
  }

  static double[] noise(Random random, int steps) {
    return random.doubles(steps).map(u -> 1e-4 * random.nextGaussian()).toArray();
  }

  static GrangerFOptions lags(int lags) {
    return new GrangerFOptions(
        lags, 8, FalseDiscoveryControl.BENJAMINI_HOCHBERG, 0.05, Granularity.UNIT);
  }

  static CausalEvidence estimate(Trajectory trajectory, GrangerFOptions options) {
    return new GrangerF(options).estimate(trajectory, Progress.NONE);
  }

  /** One number of each test. */
  static double[] ofTests(CausalEvidence evidence, String name) {
    List<?> tests = (List<?>) Objects.requireNonNull(evidence.details().get("tests"));
    return tests.stream()
        .mapToDouble(
            test -> ((Number) Objects.requireNonNull(((Map<?, ?>) test).get(name))).doubleValue())
        .toArray();
  }
}
