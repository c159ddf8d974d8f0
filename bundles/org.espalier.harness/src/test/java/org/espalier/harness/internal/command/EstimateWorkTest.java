package org.espalier.harness.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryReader;
import org.espalier.harness.Work;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.internal.plugin.Registry;
import org.espalier.testkit.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EstimateWorkTest {
  private static final ParameterLayout LAYOUT = Fixtures.mlp(2, 2);
  private static final Trajectory RECORDED =
      Fixtures.planted(LAYOUT, LAYOUT.size(), new double[LAYOUT.size()], 0.1, 5);

  @TempDir private Path folder = Path.of("");

  @Test
  void estimatesFromPermutedLossChangesAndSaysSo() throws IOException {
    Work.Estimated estimated = estimate("echo:a=1@permuted", Map.of("b", "2"));

    double[] gamma = estimated.evidence().gamma();
    double[] measured = RECORDED.losses().changes();
    assertTrue(!Arrays.equals(measured, gamma));
    Arrays.sort(gamma);
    Arrays.sort(measured);
    assertTrue(Arrays.equals(measured, gamma));
    JsonNode json = new JsonMapper().readTree(Files.readString(estimated.description()));
    assertEquals("echo", json.path("estimator").textValue());
    assertEquals("permuted", json.path("lossChange").textValue());
    assertEquals("{\"a\":\"1\",\"b\":\"2\"}", json.path("options").toString());
  }

  @Test
  void saysThatTheLossChangesAreMeasured() throws IOException {
    Path description = estimate("echo", Map.of("a", "1")).description();
    JsonNode json = new JsonMapper().readTree(Files.readString(description));
    assertEquals("measured", json.path("lossChange").textValue());
  }

  @Test
  void keepsTheOptionsOfControlsFromTheEstimator() throws IOException {
    Path description = estimate("echo:nullControl=off", Map.of("a", "1")).description();
    JsonNode json = new JsonMapper().readTree(Files.readString(description));
    assertEquals("{\"a\":\"1\"}", json.path("options").toString());
    assertEquals(
        "{\"nullControl\":false,\"nullRuns\":1,\"windows\":1}", json.path("controls").toString());
    assertEquals(6, json.at("/diagnostics/lossChange/steps").intValue());
    assertEquals(1, json.at("/diagnostics/lossChange/ljungBox/lags").intValue());
    assertTrue(json.at("/diagnostics/fit/rSquared").isNumber());
    assertTrue(json.path("nullControl").isNull());
  }

  @Test
  void refusesAnOptionGivenTwice() {
    assertRefused(
        "echo:a=1",
        Map.of("a", "2"),
        "option a of estimator echo is given twice: in its name and by --set");
  }

  @Test
  void refusesWhatIsUnknown() {
    assertRefused("ecko", Map.of(), "unknown estimator 'ecko'; did you mean echo?");
    assertRefused("echo", Map.of("c", "1"), "estimator echo: no option c");
    assertRefused("echo", Map.of("windows", "0"), "windows = 0; it must be at least 1");
  }

  private void assertRefused(String estimator, Map<String, String> options, String message) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> estimate(estimator, options))
            .getMessage());
  }

  private Work.Estimated estimate(String estimator, Map<String, String> options) {
    CausalityEstimator echo =
        request -> {
          if (!List.of("a", "b").containsAll(request.options().values().keySet())) {
            throw new IllegalArgumentException("no option c");
          }
          return new CausalEvidence(
              request.trajectory().losses().changes(),
              GrangerForm.INSTANTANEOUS,
              true,
              0,
              Map.of());
        };
    try (Plugins plugins =
        new Registry()
            .with(CausalityEstimator.class, "echo", echo)
            .with(TrajectoryReader.class, "memory", run -> RECORDED)
            .plugins()) {
      return new EstimateWork(plugins)
          .run(
              new Work.EstimateRequest(
                  Path.of("run"), estimator, Options.of(options), 3, folder.resolve("evidence")),
              Progress.NONE);
    }
  }
}
