package org.espalier.harness.internal.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.espalier.core.EspalierException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.harness.internal.plugin.Alignment;

/** The tensors that γ is of, in {@code evidence.json}: name, role and shape, in γ's order. */
final class EvidenceTensors {
  private EvidenceTensors() {}

  static List<Map<String, Object>> write(ParameterLayout layout) {
    return layout.parameters().stream().map(EvidenceTensors::write).toList();
  }

  private static Map<String, Object> write(Parameter tensor) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", tensor.name());
    map.put("role", spelt(tensor.role()));
    map.put("shape", tensor.shape());
    return map;
  }

  private static String spelt(ParameterRole role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  /**
   * γ in the model's order, 0 where a tensor that may be missing is.
   *
   * @param file of the description, for the line
   * @throws EspalierException if the tensors are not the model's
   * @throws InvalidDataException if they are not described, or γ has not as many values
   */
  static double[] align(Path file, JsonNode description, ParameterLayout model, double[] gamma) {
    ParameterLayout own = read(file, description.path("tensors"));
    if (own.size() != gamma.length) {
      throw new InvalidDataException(
          "%s: \"tensors\" have %d values, but %s has %d"
              .formatted(file, own.size(), EvidenceFiles.GAMMA, gamma.length));
    }
    return Alignment.of(model, own, "the evidence").align(gamma);
  }

  private static ParameterLayout read(Path file, JsonNode tensors) {
    if (!tensors.isArray()) {
      throw new InvalidDataException(file + ": \"tensors\" must be a list");
    }
    List<Parameter> parameters = new ArrayList<>();
    int end = 0;
    try {
      for (JsonNode each : tensors) {
        Parameter tensor = tensor(each, end);
        parameters.add(tensor);
        end = tensor.end();
      }
      return new ParameterLayout(parameters);
    } catch (IllegalArgumentException e) {
      throw new InvalidDataException("%s: \"tensors\": %s".formatted(file, e.getMessage()), e);
    }
  }

  private static Parameter tensor(JsonNode json, int offset) {
    String name = json.path("name").asText();
    if (name.isEmpty() || !json.path("shape").isArray()) {
      throw new IllegalArgumentException("each must have a name and a shape");
    }
    List<Integer> shape = new ArrayList<>();
    for (JsonNode axis : json.path("shape")) {
      if (!axis.isInt()) {
        throw new IllegalArgumentException(name + " has an axis of " + axis);
      }
      shape.add(axis.intValue());
    }
    return new Parameter(
        name, name, role(name, json.path("role").asText()), shape, offset, false, 1);
  }

  private static ParameterRole role(String name, String text) {
    for (ParameterRole role : ParameterRole.values()) {
      if (spelt(role).equals(text)) {
        return role;
      }
    }
    throw new IllegalArgumentException(
        "%s has role '%s'; it must be weight, bias, norm or other".formatted(name, text));
  }
}
