package org.espalier.harness.internal.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.espalier.core.InvalidDataException;
import org.espalier.core.SafeFile;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.npy.Npy;
import org.espalier.core.npy.NpyArray;

/**
 * Evidence on disk: {@code gamma.npy} (float64, shape (p)) and {@code evidence.json} with all the
 * rest.
 */
final class EvidenceFiles {
  static final String GAMMA = "gamma.npy";
  static final String DESCRIPTION = "evidence.json";
  private static final int FORMAT_VERSION = 1;
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private EvidenceFiles() {}

  static void write(Path folder, CausalEvidence evidence, Map<String, Object> provenance) {
    double[] gamma = evidence.gamma();
    Npy.writeDoubles(folder.resolve(GAMMA), gamma, gamma.length);
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("formatVersion", FORMAT_VERSION);
    map.putAll(provenance);
    map.put("form", evidence.form().name().toLowerCase(Locale.ROOT));
    map.put("converged", evidence.converged());
    map.put("selected", evidence.selected());
    map.put("parameters", evidence.size());
    map.put("solveSeconds", evidence.solveSeconds());
    map.put("details", evidence.details());
    map.put("meaning", "gamma is Granger-predictive of the loss; it proves no cause");
    try {
      SafeFile.writeText(
          folder.resolve(DESCRIPTION),
          JSON.writerWithDefaultPrettyPrinter().writeValueAsString(map) + "\n");
    } catch (IOException e) {
      throw SafeFile.cannotWrite(folder.resolve(DESCRIPTION), e);
    }
  }

  static CausalEvidence read(Path folder) {
    NpyArray gamma = Npy.read(folder.resolve(GAMMA));
    if (gamma.shape().size() != 1) {
      throw new InvalidDataException(
          folder.resolve(GAMMA) + " has shape " + gamma.shape() + "; expected (p)");
    }
    Path file = folder.resolve(DESCRIPTION);
    try {
      JsonNode json = JSON.readTree(Files.readString(file));
      if (json.path("formatVersion").asInt() != FORMAT_VERSION) {
        throw new InvalidDataException(
            "%s has format version %s; this Espalier reads %d"
                .formatted(file, json.path("formatVersion").asText("none"), FORMAT_VERSION));
      }
      return new CausalEvidence(
          gamma.toDoubles(),
          form(file, json.path("form").asText()),
          json.path("converged").asBoolean(),
          json.path("solveSeconds").asDouble(),
          Map.of());
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new InvalidDataException(file + " is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw SafeFile.cannotRead(file, e);
    } catch (IllegalArgumentException e) {
      throw new InvalidDataException(folder.resolve(GAMMA) + ": " + e.getMessage(), e);
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
