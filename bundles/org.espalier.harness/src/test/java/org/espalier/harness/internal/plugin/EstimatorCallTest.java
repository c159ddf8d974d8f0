package org.espalier.harness.internal.plugin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Map;
import org.espalier.core.EspalierException;
import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryReader;
import org.espalier.harness.experiment.EstimatorChoice;
import org.espalier.harness.experiment.LossChange;
import org.espalier.testkit.Fixtures;
import org.junit.jupiter.api.Test;

class EstimatorCallTest {
  private static final ParameterLayout LAYOUT = Fixtures.mlp(2, 2);
  private static final Trajectory RECORDED =
      Fixtures.planted(LAYOUT, LAYOUT.size(), new double[LAYOUT.size()], 0.1, 5);
  private static final long SEED = 11;

  /** γ is the loss change itself: as many steps as parameters. */
  private static final CausalityEstimator ECHO = request -> evidence(request.trajectory());

  private static CausalEvidence evidence(Trajectory trajectory) {
    return new CausalEvidence(
        trajectory.losses().changes(), GrangerForm.INSTANTANEOUS, true, 0, Map.of());
  }

  @Test
  void givesAnyEstimatorTheLossChangeOfItsChoice() {
    for (LossChange change : LossChange.values()) {
      assertArrayEquals(
          SubstitutedTrajectory.of(RECORDED, change, SEED, Progress.NONE).losses().changes(),
          estimate(ECHO, "echo@" + change.id(), Options.none()).gamma());
    }
  }

  @Test
  void givesTheOptionsOfItsNameOverTheCommonOnes() {
    CausalityEstimator checking =
        request -> {
          assertEquals(Map.of("a", "2", "b", "1"), request.options().values());
          assertEquals(SEED, request.seed());
          return evidence(request.trajectory());
        };
    Options common = Options.of(Map.of("a", "1", "b", "1"));
    assertEquals(LAYOUT.size(), estimate(checking, "echo:a=2@permuted", common).size());
  }

  @Test
  void refusesEvidenceForAnotherModel() {
    CausalityEstimator truncating =
        request -> new CausalEvidence(new double[2], GrangerForm.INSTANTANEOUS, true, 0, Map.of());
    assertEquals(
        "estimator echo answered 2 values for 6 parameters",
        assertThrows(EspalierException.class, () -> estimate(truncating, "echo", Options.none()))
            .getMessage());
  }

  private static CausalEvidence estimate(
      CausalityEstimator estimator, String choice, Options common) {
    try (Plugins plugins =
        new Registry()
            .with(CausalityEstimator.class, "echo", estimator)
            .with(TrajectoryReader.class, "memory", folder -> RECORDED)
            .plugins()) {
      return new EstimatorCall(plugins, id -> common, Progress.NONE)
          .estimate(
              EstimatorChoice.parse(choice), Path.of("run"), RECORDED.manifest().layout(), SEED)
          .evidence();
    }
  }
}
