package org.espalier.harness.experiment;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** An experiment as the JSON object that {@link ExperimentReader} reads back. */
public final class ExperimentWriter {
  private ExperimentWriter() {}

  /** Every value by its key, defaults filled in. */
  public static Map<String, Object> toMap(Experiment experiment) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", experiment.name());
    map.put("dataset", experiment.dataset());
    map.put("model", new TreeMap<>(experiment.model().toMap()));
    if (experiment.model() instanceof SavedModel saved) {
      saved.trajectory().ifPresent(folder -> map.put("trajectory", folder.toString()));
    }
    map.put("seeds", experiment.seeds());
    map.put("sparsities", experiment.sparsities());
    map.put("policies", experiment.policies().stream().map(PolicyChoice::id).toList());
    map.put("estimators", experiment.estimators().stream().map(EstimatorChoice::id).toList());
    map.put("schedule", schedule(experiment.schedule()));
    map.put("training", training(experiment));
    map.put("fineTuning", fineTuning(experiment.fineTuning()));
    map.put("lossAfter", id(experiment.lossAfter()));
    map.put("options", experiment.options());
    map.put("validation", experiment.measurements().validation());
    map.put("ablations", experiment.measurements().ablations());
    map.put("flatness", flatness(experiment.measurements().flatness()));
    map.put("latency", experiment.measurements().latency());
    map.put("keepTrajectories", experiment.keepTrajectories());
    return map;
  }

  private static Object schedule(Schedule schedule) {
    if (schedule.equals(Schedule.oneShot())) {
      return "one-shot";
    }
    Map<String, Object> map = new TreeMap<>();
    map.put("type", schedule.isOneShot() ? "one-shot" : "iterative");
    map.put("rounds", schedule.rounds());
    map.put("record", schedule.record());
    schedule.rewindTo().ifPresent(epoch -> map.put("rewindTo", epoch));
    if (schedule.check() != SanityCheck.NONE) {
      map.put("check", id(schedule.check()));
    }
    return map;
  }

  private static Map<String, Object> fineTuning(FineTuning fineTuning) {
    return new TreeMap<>(
        Map.of("epochs", fineTuning.epochs(), "learningRate", fineTuning.learningRate()));
  }

  private static Map<String, Object> training(Experiment experiment) {
    var recipe = experiment.training();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("optimizer", id(recipe.optimizer()));
    map.put("learningRate", recipe.learningRate());
    map.put("schedule", id(recipe.schedule()));
    map.put("momentum", recipe.momentum());
    map.put("batchSize", recipe.batchSize());
    map.put("epochs", recipe.epochs());
    map.put("labelSmoothing", recipe.labelSmoothing());
    map.put("weightDecay", recipe.weightDecay());
    return map;
  }

  private static Map<String, Object> flatness(FlatnessOptions options) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("measures", options.measured() ? "on" : "off");
    map.put("examples", options.examples());
    map.put("lanczosSteps", options.lanczosSteps());
    map.put("traceError", options.traceError());
    map.put("traceSamples", options.traceSamples());
    map.put("keskarEpsilon", options.keskarEpsilon());
    map.put("samRadius", options.samRadius());
    map.put("asamRadius", options.asamRadius());
    return map;
  }

  private static String id(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
