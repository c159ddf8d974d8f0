package org.espalier.harness.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.espalier.core.InvalidDataException;
import org.espalier.core.SafeFile;
import org.espalier.core.model.TrainingRecipe;
import org.espalier.harness.internal.data.DatasetLoader;
import org.espalier.harness.internal.data.JsonFaults;

/**
 * Reads an experiment file: JSON in which everything but {@code dataset} has a default, and an
 * unknown key is refused by name.
 */
public final class ExperimentReader {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ExperimentReader() {}

  /**
   * Reads a file.
   *
   * @throws InvalidDataException if it can't be read, is not JSON, or says something unknown or
   *     impossible; the line names the file and the key
   */
  public static Experiment read(Path file) {
    try {
      return parse(file.getFileName().toString(), Files.readString(file));
    } catch (IOException e) {
      throw SafeFile.cannotRead(file, e);
    }
  }

  /** Reads a text; {@code name} is what errors call it. */
  public static Experiment parse(String name, String json) {
    try {
      return of(name, JSON.readTree(json));
    } catch (JsonProcessingException e) {
      throw new InvalidDataException(name + " is not JSON: " + JsonFaults.line(e), e);
    }
  }

  /**
   * Reads what {@link ExperimentWriter#toMap} gave; {@code name} is what errors call it.
   *
   * @throws InvalidDataException if it says something unknown or impossible
   */
  public static Experiment of(String name, Map<String, Object> map) {
    return of(name, JSON.<JsonNode>valueToTree(map));
  }

  private static Experiment of(String name, JsonNode tree) {
    try {
      JsonObject top = new JsonObject(name, tree);
      Experiment experiment = experiment(top);
      top.refuseUnknownKeys();
      if (!top.has("dataset")) {
        throw new IllegalArgumentException("the experiment names no dataset, such as \"digits\"");
      }
      DatasetLoader.requireName(experiment.dataset());
      return experiment;
    } catch (IllegalArgumentException e) {
      throw new InvalidDataException(name + ": " + e.getMessage(), e);
    }
  }

  private static Experiment experiment(JsonObject top) {
    Experiment base = Experiment.standard(top.text("dataset", "digits"));
    TrainingRecipe training =
        top.has("training") ? training(top.child("training"), base.training()) : base.training();
    FineTuning fineTuning = new FineTuning(base.fineTuning().epochs(), training.learningRate());
    if (top.has("fineTuning")) {
      fineTuning = fineTuning(top.child("fineTuning"), fineTuning);
    }
    return new Experiment(
        top.text("name", base.name()),
        base.dataset(),
        recorded(top, top.has("model") ? model(top) : base.model()),
        top.integer("seeds", base.seeds()),
        top.numbers("sparsities", base.sparsities()),
        top.texts("policies", Experiment.POLICIES).stream().map(PolicyChoice::parse).toList(),
        top.texts("estimators", Experiment.ESTIMATORS).stream()
            .map(EstimatorChoice::parse)
            .toList(),
        top.has("schedule") ? schedule(top) : base.schedule(),
        training,
        fineTuning,
        top.constant("lossAfter", base.lossAfter()),
        top.has("options") ? options(top.child("options")) : base.options(),
        new Measurements(
            top.number("validation", base.measurements().validation()),
            top.integer("ablations", base.measurements().ablations()),
            top.has("flatness") ? flatness(top.child("flatness")) : FlatnessOptions.OFF,
            top.flag("latency", base.measurements().latency())),
        top.flag("keepTrajectories", base.keepTrajectories()));
  }

  private static TrainingRecipe training(JsonObject json, TrainingRecipe base) {
    TrainingRecipe recipe =
        new TrainingRecipe(
            json.constant("optimizer", base.optimizer()),
            json.number("learningRate", base.learningRate()),
            json.constant("schedule", base.schedule()),
            json.number("momentum", base.momentum()),
            json.integer("batchSize", base.batchSize()),
            json.integer("epochs", base.epochs()),
            json.number("labelSmoothing", base.labelSmoothing()),
            json.number("weightDecay", base.weightDecay()));
    json.refuseUnknownKeys();
    return recipe;
  }

  private static FineTuning fineTuning(JsonObject json, FineTuning base) {
    FineTuning fineTuning =
        new FineTuning(
            json.integer("epochs", base.epochs()),
            json.number("learningRate", base.learningRate()));
    json.refuseUnknownKeys();
    return fineTuning;
  }

  private static ModelSpec recorded(JsonObject top, ModelSpec model) {
    if (!top.has("trajectory")) {
      return model;
    }
    if (model instanceof SavedModel saved) {
      return saved.withTrajectory(Path.of(top.text("trajectory", "")));
    }
    throw new IllegalArgumentException(
        "trajectory is for a saved model; networks that are trained here record their own");
  }

  private static ModelSpec model(JsonObject top) {
    if (top.get("model").isTextual()) {
      return ModelChoice.parse(top.text("model", ""));
    }
    JsonObject json = top.child("model");
    String type = json.text("type", "mlp");
    ModelSpec choice =
        switch (type) {
          case "mlp" -> ModelChoice.mlp(json.integers("hidden", List.of(300, 100)));
          case "cnn" -> ModelChoice.cnn(json.texts("layers", List.of()));
          case "file" -> saved(json);
          default ->
              throw new IllegalArgumentException(
                  "model.type is '" + type + "'; it is mlp, cnn or file");
        };
    json.refuseUnknownKeys();
    return choice;
  }

  private static SavedModel saved(JsonObject json) {
    String path = json.text("path", "");
    if (path.isEmpty()) {
      throw new IllegalArgumentException("model.path is missing; it names the saved model's file");
    }
    return new SavedModel(Path.of(path), Optional.empty());
  }

  private static Schedule schedule(JsonObject top) {
    if (top.get("schedule").isTextual()) {
      String type = top.text("schedule", "");
      return switch (type) {
        case "one-shot" -> Schedule.oneShot();
        case "iterative" -> new Schedule(5);
        case "rewinding" -> new Schedule(5, true, OptionalInt.of(0), SanityCheck.NONE);
        default ->
            throw new IllegalArgumentException(
                "schedule is '"
                    + type
                    + "'; it is one-shot, iterative, rewinding or {\"rounds\": 5}");
      };
    }
    JsonObject json = top.child("schedule");
    String type = json.text("type", "iterative");
    boolean rewinds = type.equals("rewinding") || json.has("rewindTo");
    Schedule schedule =
        new Schedule(
            json.integer("rounds", type.equals("one-shot") ? 1 : 5),
            json.flag("record", true),
            rewinds ? OptionalInt.of(json.integer("rewindTo", 0)) : OptionalInt.empty(),
            json.constant("check", SanityCheck.NONE));
    if (!Set.of("iterative", "rewinding").contains(type)
        && !(type.equals("one-shot") && schedule.isOneShot())) {
      throw new IllegalArgumentException(
          "schedule.type is '" + type + "'; it is one-shot (1 round), iterative or rewinding");
    }
    json.refuseUnknownKeys();
    return schedule;
  }

  private static FlatnessOptions flatness(JsonObject json) {
    FlatnessOptions base = FlatnessOptions.OFF;
    String measures = json.text("measures", "off");
    if (!Set.of("on", "off").contains(measures)) {
      throw new IllegalArgumentException(
          "flatness.measures is '" + measures + "'; it is on or off");
    }
    FlatnessOptions flatness =
        new FlatnessOptions(
            measures.equals("on"),
            json.integer("examples", base.examples()),
            json.integer("lanczosSteps", base.lanczosSteps()),
            json.number("traceError", base.traceError()),
            json.integer("traceSamples", base.traceSamples()),
            json.number("keskarEpsilon", base.keskarEpsilon()),
            json.number("samRadius", base.samRadius()),
            json.number("asamRadius", base.asamRadius()));
    json.refuseUnknownKeys();
    return flatness;
  }

  private static Map<String, Map<String, String>> options(JsonObject json) {
    Map<String, Map<String, String>> options = new TreeMap<>();
    for (String plugin : json.keys()) {
      options.put(plugin, json.child(plugin).entries());
    }
    return options;
  }
}
