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
import org.espalier.core.npy.Npy;
import org.espalier.harness.evidence.Assessment;
import org.espalier.harness.evidence.EvidenceFigures;
import org.espalier.harness.evidence.FitDiagnostics;
import org.espalier.harness.internal.diagnostics.Diagnosis;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EvidenceFilesTest {
  private static final double[] GAMMA = {0, -1.5, Math.PI, 0, Double.MIN_VALUE};

  /** Of steps too few for anything. */
  private static final Assessment ASSESSMENT =
      new Assessment(
          new EvidenceFigures(3, 5, OptionalDouble.empty(), true),
          Diagnosis.series(new double[7], Progress.NONE),
          new FitDiagnostics(
              OptionalDouble.empty(),
              FitDiagnostics.Source.NONE,
              Optional.empty(),
              -10,
              -20,
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
        folder, evidence(GrangerForm.LAGGED, true), Map.of("estimator", "granger"), ASSESSMENT);
  }

  @ParameterizedTest
  @EnumSource(GrangerForm.class)
  void readsBackWhatItWrote(GrangerForm form) {
    for (boolean converged : new boolean[] {true, false}) {
      EvidenceFiles.write(folder, evidence(form, converged), Map.of(), ASSESSMENT);
      CausalEvidence read = EvidenceFiles.read(folder, GAMMA.length);
      assertArrayEquals(GAMMA, read.gamma());
      assertEquals(form, read.form());
      assertEquals(converged, read.converged());
      assertEquals(0.25, read.solveSeconds());
    }
  }

  @Test
  void describesTheEvidence() throws IOException {
    JsonNode json = JsonMapper.builder().build().readTree(Files.readString(description));
    assertEquals(2, json.path("formatVersion").intValue());
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
    assertArrayEquals(GAMMA, EvidenceFiles.read(folder, GAMMA.length).gamma());
  }

  @Test
  void refusesADamagedDescription() throws IOException {
    Files.writeString(description, "{\"formatVersion\": 1,");
    assertTrue(refusal().startsWith(description + " is not JSON: "), refusal());
    Files.writeString(description, "");
    assertEquals(description + " has format version none; this Espalier reads 1 to 2", refusal());
    Files.writeString(description, "{\"formatVersion\": 3, \"form\": \"lagged\"}");
    assertEquals(description + " has format version 3; this Espalier reads 1 to 2", refusal());
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
    assertEquals(gamma + ": gamma[1] = NaN", refusal());
    Files.delete(gamma);
    assertTrue(refusal().startsWith("cannot read " + gamma + ": "), refusal());
  }

  @Test
  void refusesGammaOfAnotherTypeOrLength() {
    Npy.writeInts(gamma, new int[5]);
    assertEquals(gamma + " has elements of type <i4; expected float64 (<f8)", refusal());
    Npy.writeDoubles(gamma, new double[4]);
    assertEquals(
        gamma + " has 4 values, but the model has 5 parameters; estimate from its own trajectory",
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
                        out, evidence(GrangerForm.LAGGED, true), Map.of(), ASSESSMENT))
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
                        out, evidence(GrangerForm.LAGGED, true), Map.of(), ASSESSMENT))
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
            assertThrows(InvalidDataException.class, () -> EvidenceFiles.read(folder, GAMMA.length))
                .getMessage());
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  private static CausalEvidence evidence(GrangerForm form, boolean converged) {
    return new CausalEvidence(
        GAMMA, form, converged, 0.25, Map.of("lambda", 0.01, "path", List.of(1, 2)));
  }
}
