package org.espalier.harness.internal.tuning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.core.SafeFile;
import org.espalier.harness.experiment.ExperimentWriter;
import org.espalier.harness.tuning.Dimension;
import org.espalier.harness.tuning.Trial;
import org.espalier.harness.tuning.TuneRequest;
import org.espalier.harness.tuning.Tuned;
import org.jspecify.annotations.Nullable;

/**
 * Every trial as {@code tuning.json}, and the best settings as an experiment, {@code best.json}.
 */
final class TuneFiles {
  private static final int FORMAT_VERSION = 1;

  private final TuneRequest request;

  TuneFiles(TuneRequest request) {
    this.request = request;
  }

  /** Writes what has been tried so far. */
  Tuned write(List<Trial> trials) {
    Trial best = trials.get(0);
    for (Trial trial : trials) {
      best = trial.betterThan(best) ? trial : best;
    }
    Path table = request.out().resolve("tuning.json");
    Path experiment = request.out().resolve("best.json");
    SafeFile.writeText(table, json(table(trials, best)));
    SafeFile.writeText(
        experiment,
        json(
            ExperimentWriter.toMap(TrialExperiments.whole(request.experiment(), best.settings()))));
    return new Tuned(trials, best, experiment, table);
  }

  private Map<String, Object> table(List<Trial> trials, Trial best) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("formatVersion", FORMAT_VERSION);
    map.put("experiment", ExperimentWriter.toMap(request.experiment()));
    map.put("vary", request.vary().stream().map(Dimension::key).toList());
    map.put("seed", request.seed());
    map.put("best", best.number());
    map.put(
        "meaning",
        "validation and test are mean accuracies over seeds and sparsities; settings are chosen by"
            + " validation, and by its loss among equals; of many that were tried the best looks"
            + " better there than it is, and the test part was looked at by nobody");
    List<Object> list = new ArrayList<>();
    trials.forEach(trial -> list.add(entry(trial)));
    map.put("trials", list);
    return map;
  }

  private static Map<String, Object> entry(Trial trial) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("number", trial.number());
    entry.put("settings", trial.settings());
    entry.put("validation", finite(trial.validation()));
    entry.put("validationLoss", finite(trial.validationLoss()));
    entry.put("test", finite(trial.test()));
    entry.put("seconds", finite(trial.seconds()));
    if (trial.failed()) {
      entry.put("failure", trial.failure());
    }
    return entry;
  }

  /** JSON has no NaN. */
  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? (Double) value : null;
  }

  private static String json(Map<String, Object> map) {
    try {
      return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(map)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers always become JSON", e);
    }
  }
}
