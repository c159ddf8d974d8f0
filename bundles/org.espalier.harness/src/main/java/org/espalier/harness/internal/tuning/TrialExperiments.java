package org.espalier.harness.internal.tuning;

import java.util.Map;
import java.util.TreeMap;
import org.espalier.harness.experiment.Experiment;
import org.espalier.harness.experiment.FineTuning;
import org.espalier.harness.experiment.Schedule;

/** The experiment of a trial: the base with some settings in the place of its own. */
final class TrialExperiments {
  private static final String ROUNDS = "schedule.rounds";
  private static final String LEARNING_RATE = "fineTuning.learningRate";

  private TrialExperiments() {}

  /**
   * The base with settings; a setting that is no part of the experiment is an option of a plugin.
   */
  static Experiment of(Experiment base, Map<String, String> settings) {
    Map<String, Map<String, String>> options = new TreeMap<>();
    base.options().forEach((plugin, own) -> options.put(plugin, new TreeMap<>(own)));
    Schedule schedule = base.schedule();
    FineTuning fineTuning = base.fineTuning();
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      String key = setting.getKey();
      String value = setting.getValue();
      if (key.equals(ROUNDS)) {
        schedule =
            new Schedule(
                Integer.parseInt(value), schedule.record(), schedule.rewindTo(), schedule.check());
      } else if (key.equals(LEARNING_RATE)) {
        fineTuning = new FineTuning(fineTuning.epochs(), Double.parseDouble(value));
      } else {
        int dot = key.indexOf('.');
        options
            .computeIfAbsent(key.substring(0, dot), plugin -> new TreeMap<>())
            .put(key.substring(dot + 1), value);
      }
    }
    return base.withSchedule(schedule).withFineTuning(fineTuning).withOptions(options);
  }

  /** The settings for {@code compare}: nothing is held out any more. */
  static Experiment whole(Experiment base, Map<String, String> settings) {
    return of(base, settings).withMeasurements(base.measurements().withValidation(0));
  }
}
