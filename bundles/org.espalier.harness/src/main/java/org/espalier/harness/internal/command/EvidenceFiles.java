package org.espalier.harness.internal.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.espalier.core.EspalierException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.SafeFile;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.npy.Npy;
import org.espalier.core.npy.NpyArray;
import org.espalier.core.trajectory.TrajectoryKind;
import org.espalier.harness.evidence.Assessment;
import org.espalier.harness.internal.data.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * Evidence on disk: {@code gamma.npy} (float64, shape (p)) and {@code evidence.json} with all the
 * rest.
 */
final class EvidenceFiles {
  static final String GAMMA = "gamma.npy";
  static final String DESCRIPTION = "evidence.json";
  private static final int FORMAT_VERSION = 3;

  /** Versions whose γ, form and convergence are read; 1 had no assessment. */
  private static final int OLDEST_VERSION = 1;

  /** From it on γ's tensors are named; before, γ is taken to be in the model's order. */
  private static final int TENSORS_SINCE = 3;

  private static final String FLOAT64 = "<f8";
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private EvidenceFiles() {}

  /**
   * Writes both files, or neither.
   *
   * @param layout of the parameters that γ is of
   */
  static void write(
      Path folder,
      ParameterLayout layout,
      CausalEvidence evidence,
      Map<String, Object> provenance,
      Assessment assessment) {
    double[] gamma = evidence.gamma();
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("formatVersion", FORMAT_VERSION);
    map.put("trajectory", assessment.kind().name().toLowerCase(Locale.ROOT));
    map.putAll(provenance);
    map.put("form", evidence.form().name().toLowerCase(Locale.ROOT));
    map.put("converged", evidence.converged());
    map.put("selected", evidence.selected());
    map.put("parameters", evidence.size());
    map.put("tensors", EvidenceTensors.write(layout));
    map.put("solveSeconds", evidence.solveSeconds());
    map.putAll(AssessmentSections.of(assessment));
    map.put("details", evidence.details());
    map.put("meaning", meaning(assessment.kind()));
    String description;
    try {
      description = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(map) + "\n";
    } catch (IOException e) { // of details, which are an estimator's own
      throw SafeFile.cannotWrite(folder.resolve(DESCRIPTION), e);
    }
    try (FilePair pair = FilePair.in(folder)) {
      pair.write(folder.resolve(GAMMA), aside -> Npy.writeDoubles(aside, gamma, gamma.length));
      pair.write(folder.resolve(DESCRIPTION), aside -> SafeFile.writeText(aside, description));
      pair.move();
    }
  }

  private static String meaning(TrajectoryKind kind) {
    return switch (kind) {
      case TRAINING -> "gamma is Granger-predictive of the loss; it proves no cause";
      case INTERVENTIONAL ->
          "gamma is of random interventions on the weights of a model that stayed as it was, not of"
              + " its training: half the curvature of the loss there";
    };
  }

  /**
   * Reads what {@link #write} wrote, γ in the model's order.
   *
   * @param model the parameters of the model that it is about
   * @throws EspalierException if it is of another model
   * @throws InvalidDataException if a file is missing or damaged
   */
  static CausalEvidence read(Path folder, ParameterLayout model) {
    Path gammaFile = folder.resolve(GAMMA);
    NpyArray gamma = Npy.read(gammaFile);
    if (!gamma.dtype().equals(FLOAT64)) {
      throw new InvalidDataException(
          "%s has elements of type %s; expected float64 (%s)"
              .formatted(gammaFile, gamma.dtype(), FLOAT64));
    }
    if (gamma.shape().size() != 1) {
      throw new InvalidDataException(gammaFile + " has shape " + gamma.shape() + "; expected (p)");
    }
    Path file = folder.resolve(DESCRIPTION);
    JsonNode json = description(file);
    boolean named = json.path("formatVersion").intValue() >= TENSORS_SINCE;
    if (!named) {
      ModelArray.require(gammaFile, gamma, model, "estimate from its own trajectory");
    }
    requireCount(file, json, gamma.size());
    double[] values = gamma.toDoubles();
    try {
      return new CausalEvidence(
          named ? EvidenceTensors.align(file, json, model, values) : values,
          form(file, json.path("form").asText()),
          json.path("converged").booleanValue(),
          json.path("solveSeconds").asDouble(),
          Map.of());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new InvalidDataException(gammaFile + ": " + e.getMessage(), e);
    }
  }

  private static JsonNode description(Path file) {
    JsonNode json = JsonText.read(file);
    JsonNode version = json.path("formatVersion");
    if (!version.isInt()
        || version.intValue() < OLDEST_VERSION
        || version.intValue() > FORMAT_VERSION) {
      throw new InvalidDataException(
          "%s has format version %s; this Espalier reads %d to %d"
              .formatted(file, version.asText("none"), OLDEST_VERSION, FORMAT_VERSION));
    }
    if (!json.path("converged").isBoolean()) {
      throw new InvalidDataException(file + ": \"converged\" must be true or false");
    }
    return json;
  }

  private static void requireCount(Path file, JsonNode json, int parameters) {
    JsonNode told = json.path("parameters");
    if (!told.isInt() || told.intValue() != parameters) {
      throw new InvalidDataException(
          "%s: \"parameters\" is %s, but %s has %d values"
              .formatted(file, told.asText("missing"), GAMMA, parameters));
    }
  }

  private static GrangerForm form(Path file, String text) {
    for (GrangerForm form : GrangerForm.values()) {
      if (form.name().toLowerCase(Locale.ROOT).equals(text)) {
        return form;
      }
    }
    throw new InvalidDataException(
        "%s has form '%s'; it is instantaneous or lagged".formatted(file, text));
  }
}
