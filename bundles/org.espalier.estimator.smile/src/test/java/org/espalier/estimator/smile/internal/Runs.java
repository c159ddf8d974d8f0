package org.espalier.estimator.smile.internal;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.causality.EstimationRequest;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.testkit.Fixtures;
import org.espalier.testkit.MemoryTrajectory;
import org.espalier.testkit.ReferenceTable;

/** Trajectories, and the estimators as a container would make them. */
final class Runs {
  private Runs() {}

  static Trajectory of(float[][] updates, double[] changes) {
    int p = updates[0].length;
    Parameter weights = new Parameter("fc.W", "fc", ParameterRole.WEIGHT, List.of(p), 0, true, 1);
    return MemoryTrajectory.sgd(
        new ParameterLayout(List.of(weights)),
        0.1,
        updates,
        new Losses(new double[changes.length], changes),
        new float[p]);
  }

  static Trajectory of(ReferenceTable reference, String name) {
    return of(reference.floatRows(name + ".updates"), reference.doubles(name + ".changes"));
  }

  static Trajectory random(int steps, int parameters, long seed) {
    Random random = new Random(seed);
    return of(
        Fixtures.normal(steps, parameters, 0.01, seed),
        random.doubles(steps).map(u -> 1e-4 * random.nextGaussian()).toArray());
  }

  static CausalityEstimator lasso() {
    return new SmileLassoEstimator(defaults(SmileLassoEstimator.Config.class));
  }

  static CausalityEstimator elasticNet() {
    return new SmileElasticNetEstimator(defaults(SmileElasticNetEstimator.Config.class));
  }

  static CausalityEstimator ridge() {
    return new SmileRidgeEstimator(defaults(SmileRidgeEstimator.Config.class));
  }

  static CausalEvidence estimate(
      CausalityEstimator estimator, Trajectory trajectory, Map<String, String> options) {
    return estimator.estimate(
        new EstimationRequest(trajectory, Options.of(options), 0, Progress.NONE));
  }

  /** A configuration that nobody has touched. */
  static <A extends Annotation> A defaults(Class<A> type) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> method.getDefaultValue());
    return type.cast(proxy);
  }
}
