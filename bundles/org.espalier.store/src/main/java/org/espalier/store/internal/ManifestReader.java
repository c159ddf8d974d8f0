package org.espalier.store.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.core.InvalidDataException;
import org.espalier.core.SafeFile;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.model.RatePhase;
import org.espalier.core.trajectory.TrajectoryKind;
import org.espalier.core.trajectory.TrajectoryManifest;

/**
 * Reads {@code trajectory.json}, ours or one that somebody wrote by hand beside arrays from {@code
 * numpy.save}. The least that is taken:
 *
 * <pre>{@code
 * {
 *   "formatVersion": 1,
 *   "optimizer": {"name": "sgd"},
 *   "learningRates": [{"fromStep": 0, "rate": 0.1}],
 *   "parameters": [
 *     {"name": "fc1.weight", "shape": [128, 64], "prunable": true},
 *     {"name": "fc1.bias", "shape": [128], "prunable": false}
 *   ]
 * }
 * }</pre>
 *
 * <p>Shorter still, {@code "optimizer": "sgd"} and {@code "learningRate": 0.1} say the same. All
 * other fields have defaults:
 *
 * <ul>
 *   <li>{@code steps}: the rows of {@code updates.npy}; {@code complete}: true. A complete
 *       trajectory's files must have exactly so many rows; of one that is not complete, {@code
 *       steps} says nothing, and the whole rows count.
 *   <li>{@code kind}: {@code training}; or {@code interventional}, which has no learning rate.
 *   <li>{@code stride}: 1; how many steps of the training lie from one row to the next. {@code
 *       fromStep} counts steps, not rows.
 *   <li>{@code optimizer.options}: none; a number each, such as {@code momentum}.
 *   <li>{@code lossAfter}: {@code same-minibatch}; or {@code next-minibatch}.
 *   <li>{@code seed}: 0. {@code dataset}, with {@code name} and {@code fingerprint}: empty. {@code
 *       versions}, a text each: none.
 *   <li>of a parameter, {@code offset}: the end of the one before; {@code layer}: the name up to
 *       its last {@code .} or {@code _}, or all of it; {@code role} ({@code weight}, {@code bias},
 *       {@code norm}, {@code other}): {@code weight} if prunable, else {@code bias} with one axis,
 *       else {@code other}; {@code positions}: 1, and 0 of {@code other} alone.
 * </ul>
 */
final class ManifestReader {
  /** Far beyond the manifest of any model, and no danger to memory. */
  private static final long MOST_BYTES = 1 << 24;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ManifestReader() {}

  /**
   * A manifest and what it says of T.
   *
   * @param steps T, where it is said
   */
  record Stored(TrajectoryManifest manifest, Optional<Integer> steps) {}

  /**
   * @throws InvalidDataException if the file is missing or not JSON, or a field is missing,
   *     unknown, mistyped or out of its limits; the line names the file and the field
   */
  static Stored read(Path file) {
    JsonFields fields = JsonFields.of(file, parse(file));
    int version = fields.required("formatVersion", fields.count("formatVersion"));
    if (version != TrajectoryFolder.FORMAT_VERSION) {
      throw fields.refuse(
          "formatVersion",
          "is %d; this version of Espalier reads %d"
              .formatted(version, TrajectoryFolder.FORMAT_VERSION));
    }
    try {
      Stored stored = stored(fields);
      fields.requireNoMore();
      return stored;
    } catch (IllegalArgumentException e) {
      throw new InvalidDataException(file + ": " + e.getMessage(), e);
    }
  }

  private static JsonNode parse(Path file) {
    try {
      long bytes = Files.size(file);
      if (bytes > MOST_BYTES) {
        throw new InvalidDataException(
            "%s has %d bytes; at most %d are read".formatted(file, bytes, MOST_BYTES));
      }
      return JSON.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      String where =
          e.getLocation() == null
              ? ""
              : " at line %d, column %d"
                  .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
      String reason = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
      throw new InvalidDataException(file + " is not JSON" + where + ": " + reason, e);
    } catch (IOException e) {
      throw SafeFile.cannotRead(file, e);
    }
  }

  private static Stored stored(JsonFields fields) {
    Optional<Integer> steps = fields.count("steps");
    boolean complete = fields.truth("complete").orElse(true);
    TrajectoryKind kind =
        fields.constant("kind", TrajectoryKind.values()).orElse(TrajectoryKind.TRAINING);
    ParameterLayout layout = layout(fields);
    TrajectoryFolder.unfit(layout)
        .ifPresent(
            why -> {
              throw fields.refuse("parameters", "can't be read: " + why);
            });
    String optimizer;
    Map<String, Double> optimizerOptions = Map.of();
    if (fields.isText("optimizer")) {
      optimizer = fields.required("optimizer", fields.text("optimizer"));
    } else {
      JsonFields rule = fields.required("optimizer", fields.object("optimizer"));
      optimizer = rule.required("name", rule.text("name"));
      optimizerOptions = rule.numbers("options");
      rule.requireNoMore();
    }
    Optional<JsonFields> dataset = fields.object("dataset");
    TrajectoryManifest manifest =
        new TrajectoryManifest(
            kind,
            layout,
            optimizer,
            optimizerOptions,
            rates(fields, kind),
            fields.constant("lossAfter", LossAfter.values()).orElse(LossAfter.SAME_MINIBATCH),
            fields.integer("seed").orElse(0L),
            dataset.flatMap(d -> d.text("name")).orElse(""),
            dataset.flatMap(d -> d.text("fingerprint")).orElse(""),
            fields.texts("versions"),
            fields.count("stride").orElse(1),
            complete);
    dataset.ifPresent(JsonFields::requireNoMore);
    return new Stored(manifest, steps);
  }

  private static List<RatePhase> rates(JsonFields fields, TrajectoryKind kind) {
    if (kind == TrajectoryKind.INTERVENTIONAL) {
      for (String name : List.of("learningRate", "learningRates")) {
        if (fields.has(name)) {
          throw fields.refuse(name, "is there, but an interventional trajectory has none");
        }
      }
      return List.of();
    }
    Optional<Double> single = fields.number("learningRate");
    if (single.isPresent() && fields.has("learningRates")) {
      throw fields.refuse("learningRate", "and learningRates are both there; keep one");
    }
    if (single.isPresent()) {
      fields.objects("learningRates");
      return List.of(new RatePhase(0, single.get()));
    }
    List<RatePhase> phases = new ArrayList<>();
    for (JsonFields phase : fields.required("learningRates", fields.objects("learningRates"))) {
      phases.add(
          new RatePhase(
              phase.required("fromStep", phase.count("fromStep")),
              phase.required("rate", phase.number("rate"))));
      phase.requireNoMore();
    }
    return phases;
  }

  private static ParameterLayout layout(JsonFields fields) {
    List<Parameter> parameters = new ArrayList<>();
    int end = 0;
    for (JsonFields each : fields.required("parameters", fields.objects("parameters"))) {
      Parameter parameter = parameter(each, end);
      each.requireNoMore();
      parameters.add(parameter);
      end = parameter.end();
    }
    return new ParameterLayout(parameters);
  }

  private static Parameter parameter(JsonFields fields, int end) {
    String name = fields.required("name", fields.text("name"));
    List<Integer> shape = fields.required("shape", fields.counts("shape"));
    long size = 1;
    for (int axis : shape) {
      size *= axis;
      if (size > Integer.MAX_VALUE) {
        throw fields.refuse("shape", "is " + shape + ", beyond 2^31 - 1 values");
      }
    }
    boolean prunable = fields.required("prunable", fields.truth("prunable"));
    ParameterRole role =
        fields
            .constant("role", ParameterRole.values())
            .orElse(
                prunable
                    ? ParameterRole.WEIGHT
                    : shape.size() == 1 ? ParameterRole.BIAS : ParameterRole.OTHER);
    int positions = fields.count("positions").orElse(1);
    if (positions == 0 && role != ParameterRole.OTHER) {
      throw fields.refuse("positions", "is 0; it must be at least 1, unless the role is other");
    }
    return new Parameter(
        name,
        fields.text("layer").orElse(layer(name)),
        role,
        shape,
        fields.count("offset").orElse(end),
        prunable,
        positions);
  }

  private static String layer(String name) {
    int cut = Math.max(name.lastIndexOf('.'), name.lastIndexOf('_'));
    return cut > 0 ? name.substring(0, cut) : name;
  }
}
