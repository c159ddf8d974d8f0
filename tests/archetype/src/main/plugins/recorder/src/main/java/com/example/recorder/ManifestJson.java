package com.example.recorder;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.espalier.core.model.Parameter;
import org.espalier.core.trajectory.TrajectoryManifest;

/** {@code trajectory.json}: what a trajectory is of. */
final class ManifestJson {
  private static final String FIELDS = ",\n";

  private ManifestJson() {}

  static String of(TrajectoryManifest manifest, int steps) {
    return """
    {
      "formatVersion": 1,
      "steps": %d,
      "kind": %s,
      "stride": %d,
      "complete": %b,
      "optimizer": {"name": %s, "options": %s},
    %s  "lossAfter": %s,
      "seed": %d,
      "dataset": {"name": %s, "fingerprint": %s},
      "versions": %s,
      "parameters": %s
    }
    """
        .formatted(
            steps,
            constant(manifest.kind()),
            manifest.stride(),
            manifest.complete(),
            text(manifest.optimizer()),
            object(manifest.optimizerOptions(), String::valueOf),
            rates(manifest),
            constant(manifest.lossAfter()),
            manifest.seed(),
            text(manifest.dataset()),
            text(manifest.fingerprint()),
            object(manifest.versions(), ManifestJson::text),
            manifest.layout().parameters().stream()
                .map(ManifestJson::parameter)
                .collect(list("\n    ")));
  }

  /** Perturbations have none. */
  private static String rates(TrajectoryManifest manifest) {
    return manifest.rates().isEmpty()
        ? ""
        : manifest.rates().stream()
            .map(r -> "{\"fromStep\": %d, \"rate\": %s}".formatted(r.fromStep(), r.rate()))
            .collect(Collectors.joining(", ", "  \"learningRates\": [", "]" + FIELDS));
  }

  private static String parameter(Parameter parameter) {
    return "{\"name\": %s, \"layer\": %s, \"role\": %s, \"shape\": %s, \"offset\": %d, \"prunable\": %b, \"positions\": %d}"
        .formatted(
            text(parameter.name()),
            text(parameter.layer()),
            constant(parameter.role()),
            parameter.shape(),
            parameter.offset(),
            parameter.prunable(),
            parameter.positions());
  }

  private static <T> String object(Map<String, T> values, Function<T, String> value) {
    return values.entrySet().stream()
        .map(entry -> text(entry.getKey()) + ": " + value.apply(entry.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static Collector<CharSequence, ?, String> list(String indent) {
    return Collectors.joining("," + indent, "[" + indent, "]");
  }

  /** As commands spell them: lower case, with hyphens. */
  private static String constant(Enum<?> constant) {
    return text(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  private static String text(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
