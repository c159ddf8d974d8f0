package org.espalier.harness.internal.tuning;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.core.SafeFile;
import org.espalier.harness.experiment.ExperimentWriter;
import org.espalier.harness.internal.data.JsonText;
import org.espalier.harness.tuning.Dimension;
import org.espalier.harness.tuning.Trial;
import org.espalier.harness.tuning.TuneRequest;
import org.espalier.harness.tuning.Tuned;

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
    SafeFile.writeText(table, JsonText.of(table(trials, best)));
    SafeFile.writeText(
        experiment,
        JsonText.of(
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
    entry.put("validation", JsonText.finite(trial.validation()));
    entry.put("validationLoss", JsonText.finite(trial.validationLoss()));
    entry.put("test", JsonText.finite(trial.test()));
    entry.put("seconds", JsonText.finite(trial.seconds()));
    if (trial.failed()) {
      entry.put("failure", trial.failure());
    }
    return entry;
  }
}
