package org.espalier.harness.internal.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.espalier.core.EspalierException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.espalier.core.SafeFile;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.npy.Npy;
import org.espalier.core.trajectory.TrajectoryKind;
import org.espalier.harness.evidence.Assessment;
import org.espalier.harness.evidence.EvidenceFigures;
import org.espalier.harness.evidence.FitDiagnostics;
import org.espalier.harness.internal.diagnostics.Diagnosis;
import org.espalier.testkit.Fixtures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EvidenceFilesTest {
  private static final double[] GAMMA = {0, -1.5, Math.PI, 0, Double.MIN_VALUE};

  /** fc1.W [1, 2], fc1.b [1], fc2.W [1, 1], fc2.b [1]. */
  private static final ParameterLayout LAYOUT = Fixtures.mlp(2, 1, 1);

  /** Of steps too few for anything. */
  private static final Assessment ASSESSMENT =
      new Assessment(
          TrajectoryKind.TRAINING,
          new EvidenceFigures(3, 5, OptionalDouble.empty(), true),
          Diagnosis.series(new double[7], Progress.NONE),
          new FitDiagnostics(
              OptionalDouble.empty(),
              FitDiagnostics.Source.NONE,
              Optional.empty(),
              Optional.of(new FitDiagnostics.FirstOrder(-10, -20)),
              Optional.empty()),
          Optional.empty(),
          Optional.empty());

  @TempDir private Path folder = Path.of("");
  private Path gamma = Path.of("");
  private Path description = Path.of("");

  @BeforeEach
  void write() {
    gamma = folder.resolve("gamma.npy");
    description = folder.resolve("evidence.json");
    EvidenceFiles.write(
        folder,
        LAYOUT,
        evidence(GrangerForm.LAGGED, true),
        Map.of("estimator", "granger"),
        ASSESSMENT);
  }

  @ParameterizedTest
  @EnumSource(GrangerForm.class)
  void readsBackWhatItWrote(GrangerForm form) {
    for (boolean converged : new boolean[] {true, false}) {
      EvidenceFiles.write(folder, LAYOUT, evidence(form, converged), Map.of(), ASSESSMENT);
      CausalEvidence read = EvidenceFiles.read(folder, LAYOUT);
      assertArrayEquals(GAMMA, read.gamma());
      assertEquals(form, read.form());
      assertEquals(converged, read.converged());
      assertEquals(0.25, read.solveSeconds());
    }
  }

  @Test
  void describesTheEvidence() throws IOException {
    JsonNode json = JsonMapper.builder().build().readTree(Files.readString(description));
    assertEquals(3, json.path("formatVersion").intValue());
    assertEquals(
        "{\"name\":\"fc1.W\",\"role\":\"weight\",\"shape\":[1,2]}",
        json.path("tensors").path(0).toString());
    assertEquals("granger", json.path("estimator").textValue());
    assertEquals("lagged", json.path("form").textValue());
    assertEquals(3, json.path("selected").intValue());
    assertEquals(5, json.path("parameters").intValue());
    assertEquals(0.25, json.path("solveSeconds").doubleValue());
    assertEquals(0.01, json.path("details").path("lambda").doubleValue());
  }

  @Test
  void tellsWhatIsNotDefinedAsNull() throws IOException {
    JsonNode json = JsonMapper.builder().build().readTree(Files.readString(description));
    JsonNode series = json.path("diagnostics").path("lossChange");
    assertEquals(7, series.path("steps").intValue());
    for (String name : List.of("trend", "dickeyFuller", "kpss", "ljungBox", "effectiveSteps")) {
      assertTrue(series.path(name).isNull(), name);
    }
    assertEquals("[-10.0,-20.0]", json.at("/diagnostics/fit/firstOrderGamma").toString());
    assertTrue(json.at("/diagnostics/fit/rSquaredFrom").isNull());
    assertTrue(json.path("nullControl").isNull());
    assertTrue(json.path("windows").isNull());
  }

  @Test
  void readsTheFirstVersionToo() throws IOException {
    Files.writeString(
        description,
        "{\"formatVersion\": 1, \"form\": \"lagged\", \"converged\": true, \"parameters\": 5}");
    assertArrayEquals(GAMMA, EvidenceFiles.read(folder, LAYOUT).gamma());
  }

  @Test
  void refusesADamagedDescription() throws IOException {
    Files.writeString(description, "{\"formatVersion\": 1,");
    assertTrue(refusal().startsWith(description + " is not JSON: "), refusal());
    Files.writeString(description, "");
    assertEquals(description + " has format version none; this Espalier reads 1 to 3", refusal());
    Files.writeString(description, "{\"formatVersion\": 4, \"form\": \"lagged\"}");
    assertEquals(description + " has format version 4; this Espalier reads 1 to 3", refusal());
    Files.writeString(
        description,
        "{\"formatVersion\": 1, \"form\": \"circular\", \"converged\": true, \"parameters\": 5}");
    assertEquals(description + " has form 'circular'; it is instantaneous or lagged", refusal());
    Files.delete(description);
    assertTrue(refusal().startsWith("cannot read " + description + ": "), refusal());
  }

  @Test
  void refusesDamagedGamma() throws IOException {
    byte[] whole = Files.readAllBytes(gamma);
    Files.write(gamma, Arrays.copyOf(whole, whole.length - 1));
    assertTrue(refusal().startsWith(gamma + " is damaged: 39 bytes"), refusal());
    Npy.writeDoubles(gamma, new double[4], 2, 2);
    assertEquals(gamma + " has shape [2, 2]; expected (p)", refusal());
    Npy.writeDoubles(gamma, new double[] {0, Double.NaN, 0, 0, 0});
    assertEquals(gamma + ": gamma[1] = NaN; it must be finite", refusal());
    Files.delete(gamma);
    assertTrue(refusal().startsWith("cannot read " + gamma + ": "), refusal());
  }

  @Test
  void refusesGammaOfAnotherTypeOrLength() {
    Npy.writeInts(gamma, new int[5]);
    assertEquals(gamma + " has elements of type <i4; expected float64 (<f8)", refusal());
    Npy.writeDoubles(gamma, new double[4]);
    assertEquals(description + ": \"parameters\" is 5, but gamma.npy has 4 values", refusal());
  }

  @Test
  void refusesOldGammaOfAnotherLength() throws IOException {
    Files.writeString(
        description,
        "{\"formatVersion\": 2, \"form\": \"lagged\", \"converged\": true, \"parameters\": 4}");
    Npy.writeDoubles(gamma, new double[4]);
    assertEquals(
        gamma + " has 4 values, but the model has 5 parameters; estimate from its own trajectory",
        refusal());
  }

  @Test
  void givesGammaInTheModelsOrder() {
    Parameter mean = new Parameter("n", "n", ParameterRole.NORM, List.of(2), 0, false, 1);
    Parameter bias = new Parameter("fc1.b", "fc1", ParameterRole.BIAS, List.of(1), 2, false, 1);
    Parameter weights =
        new Parameter("fc2.W", "fc2", ParameterRole.WEIGHT, List.of(1, 1), 3, true, 1);
    Parameter last = new Parameter("fc2.b", "fc2", ParameterRole.BIAS, List.of(1), 4, false, 1);
    Parameter first =
        new Parameter("fc1.W", "fc1", ParameterRole.WEIGHT, List.of(1, 2), 5, true, 1);
    ParameterLayout other = new ParameterLayout(List.of(mean, bias, weights, last, first));
    CausalEvidence read = EvidenceFiles.read(folder, other);
    assertArrayEquals(
        new double[] {0, 0, GAMMA[2], GAMMA[3], GAMMA[4], GAMMA[0], GAMMA[1]}, read.gamma());
  }

  @Test
  void refusesTheEvidenceOfAnotherModel() {
    assertEquals(
        "the evidence is of another model: fc1.W has shape [1, 3] in the model, but [1, 2] in the"
            + " evidence",
        assertThrows(
                EspalierException.class, () -> EvidenceFiles.read(folder, Fixtures.mlp(3, 1, 1)))
            .getMessage());
  }

  @Test
  void refusesTensorsThatAreNotGammas() throws IOException {
    String whole = Files.readString(description);
    Files.writeString(description, whole.replace("\"tensors\" :", "\"others\" :"));
    assertEquals(description + ": \"tensors\" must be a list", refusal());
    Files.writeString(description, whole.replace("[ 1, 2 ]", "[ 1, 3 ]"));
    assertEquals(description + ": \"tensors\" have 6 values, but gamma.npy has 5", refusal());
    Files.writeString(description, whole.replace("[ 1, 2 ]", "[ 1, 2.5 ]"));
    assertEquals(description + ": \"tensors\": fc1.W has an axis of 2.5", refusal());
    Files.writeString(description, whole.replace("fc1.b", "fc1.W"));
    assertEquals(description + ": \"tensors\": parameter fc1.W comes twice", refusal());
    Files.writeString(description, whole.replaceFirst("\"weight\"", "\"heavy\""));
    assertEquals(
        description
            + ": \"tensors\": fc1.W has role 'heavy'; it must be weight, bias, norm or other",
        refusal());
  }

  @Test
  void refusesAMisfitDescription() throws IOException {
    String whole = Files.readString(description);
    Files.writeString(description, whole.replace("\"converged\" : true", "\"converged\" : 1"));
    assertEquals(description + ": \"converged\" must be true or false", refusal());
    Files.writeString(description, whole.replace("\"parameters\" : 5", "\"parameters\" : 6"));
    assertEquals(description + ": \"parameters\" is 6, but gamma.npy has 5 values", refusal());
  }

  @Test
  void writesBothFilesOrNeither() throws IOException {
    Path out = folder.resolve("new");
    Files.createDirectories(out.resolve("evidence.json"));
    String message =
        assertThrows(
                EspalierException.class,
                () ->
                    EvidenceFiles.write(
                        out, LAYOUT, evidence(GrangerForm.LAGGED, true), Map.of(), ASSESSMENT))
            .getMessage();
    assertEquals(
        "cannot write " + out.resolve("evidence.json") + ": it is a folder; name a file", message);
    try (Stream<Path> left = Files.list(out)) {
      assertEquals(List.of(out.resolve("evidence.json")), left.toList());
    }
  }

  @Test
  void replacesNoLinkThatLeadsNowhere() throws IOException {
    Path out = Files.createDirectory(folder.resolve("linked"));
    Path link = out.resolve("evidence.json");
    Files.createSymbolicLink(link, folder.resolve("nowhere"));
    String message =
        assertThrows(
                EspalierException.class,
                () ->
                    EvidenceFiles.write(
                        out, LAYOUT, evidence(GrangerForm.LAGGED, true), Map.of(), ASSESSMENT))
            .getMessage();
    assertEquals(
        "cannot write " + link + ": it is a link that leads to no file; remove it or name another",
        message);
    try (Stream<Path> left = Files.list(out)) {
      assertEquals(List.of(link), left.toList());
    }
  }

  @Test
  void leavesNoFolderIfNothingWasWritten() {
    Path out = folder.resolve("new").resolve("deeper");
    FilePair pair = FilePair.in(out);
    assertThrows(
        EspalierException.class,
        () ->
            pair.write(
                out.resolve("gamma.npy"),
                aside -> {
                  throw SafeFile.cannotWrite(aside, new IOException("no space left"));
                }));
    pair.close();
    assertFalse(Files.exists(folder.resolve("new")));
  }

  private String refusal() {
    String message =
        String.valueOf(
            assertThrows(InvalidDataException.class, () -> EvidenceFiles.read(folder, LAYOUT))
                .getMessage());
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  private static CausalEvidence evidence(GrangerForm form, boolean converged) {
    return new CausalEvidence(
        GAMMA, form, converged, 0.25, Map.of("lambda", 0.01, "path", List.of(1, 2)));
  }
}
