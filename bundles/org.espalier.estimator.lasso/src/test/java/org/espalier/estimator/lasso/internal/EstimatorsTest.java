package org.espalier.estimator.lasso.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.causality.EstimationRequest;
import org.espalier.core.model.RatePhase;
import org.espalier.core.trajectory.Trajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The components: their configuration's defaults, and options given for one call. */
class EstimatorsTest {
  private final Trajectory trajectory = Fixture.trajectory("past", new RatePhase(0, 0.01));
  private final CausalityEstimator lasso =
      new LassoGrangerEstimator(Fixture.defaults(LassoGrangerEstimator.Config.class));
  private final CausalityEstimator sgd =
      new PaperSgdEstimator(Fixture.defaults(PaperSgdEstimator.Config.class));

  @Test
  void configurationHasTheDefaultsOfTheOptions() {
    CausalEvidence evidence = lasso.estimate(EstimationRequest.of(trajectory));
    CausalEvidence expected =
        new LassoGranger(LassoOptions.DEFAULTS).estimate(trajectory, 0, Progress.NONE);
    assertEquals(expected.details(), evidence.details());
    assertArrayEquals(
        new PaperSgd(PaperSgdOptions.DEFAULTS).estimate(trajectory, 0, Progress.NONE).gamma(),
        sgd.estimate(EstimationRequest.of(trajectory)).gamma());
  }

  @Test
  void optionsOfTheCallOverride() {
    CausalEvidence evidence =
        lasso.estimate(request("form=lagged", "lags=2", "lambdaRatio=0.3", "standardize=off"));
    Map<String, Object> details = evidence.details();
    assertEquals("lagged", details.get("form"));
    assertEquals(2, details.get("lags"));
    assertEquals(0.3, details.get("lambdaRatio"));
    assertEquals(false, details.get("standardize"));
    assertEquals(2, Fixture.detail(evidence, "lagGamma", List.class).size());
    assertEquals(3, sgd.estimate(request("epochs=3")).details().get("epochs"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lambdaRatio=0 | lambdaRatio = 0.0 is outside (0, 1]",
        "lambdaRatio=1.5 | outside (0, 1]",
        "tolerance=0 | outside [1e-13, 1)",
        "lags=0 | at least 1",
        "maxIterations=0 | at least 1",
        "form=lag | instantaneous, lagged",
        "lambdaRation=1 | unknown option 'lambdaRation'; did you mean lambdaRatio"
      })
  void badLassoOptionsAreRefused(String option, String part) {
    assertLine(lasso, option, part);
  }

  @ParameterizedTest
  @CsvSource({
    "rate=0, positive and finite",
    "decay=-1, at least 0",
    "l1=-1, at least 0",
    "batch=0, at least 1",
    "epochs=0, at least 1",
    "patience=0, at least 1"
  })
  void badSgdOptionsAreRefused(String option, String part) {
    assertLine(sgd, option, part);
  }

  private void assertLine(CausalityEstimator estimator, String option, String part) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> estimator.estimate(request(option)))
            .getMessage();
    assertTrue(String.valueOf(message).contains(part), message);
  }

  private EstimationRequest request(String... options) {
    return new EstimationRequest(trajectory, Options.parse(List.of(options)), 0, Progress.NONE);
  }
}
