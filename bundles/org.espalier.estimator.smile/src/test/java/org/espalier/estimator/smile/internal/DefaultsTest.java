package org.espalier.estimator.smile.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.espalier.core.Progress;
import org.espalier.core.trajectory.Trajectory;
import org.junit.jupiter.api.Test;

/** The configurations have the defaults of the options. */
class DefaultsTest {
  private final Trajectory trajectory = Runs.random(60, 20, 11);

  @Test
  void ofTheLasso() {
    assertEquals(
        new InteriorPoint(SmileLassoOptions.DEFAULTS).estimate(trajectory, Progress.NONE).details(),
        Runs.estimate(Runs.lasso(), trajectory, Map.of()).details());
  }

  @Test
  void ofTheElasticNet() {
    assertEquals(
        new InteriorPoint(SmileElasticNetOptions.DEFAULTS)
            .estimate(trajectory, Progress.NONE)
            .details(),
        Runs.estimate(Runs.elasticNet(), trajectory, Map.of()).details());
  }

  @Test
  void ofRidgeRegression() {
    assertEquals(
        new Ridge(SmileRidgeOptions.DEFAULTS).estimate(trajectory, Progress.NONE).details(),
        Runs.estimate(Runs.ridge(), trajectory, Map.of()).details());
  }
}
