package org.espalier.harness.tuning;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One trial of settings.
 *
 * @param number from 1
 * @param settings by key; empty for the experiment's own
 * @param validation mean accuracy on the validation part over seeds and sparsities; NaN if a cell
 *     failed
 * @param validationLoss mean loss there, in nats; NaN if a cell failed
 * @param test mean accuracy on the test part of the same cells, for the record; nothing is chosen
 *     by it
 * @param seconds wall-clock time
 * @param failure one line, empty if there was none
 */
public record Trial(
    int number,
    Map<String, String> settings,
    double validation,
    double validationLoss,
    double test,
    double seconds,
    String failure) {
  public Trial {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  public boolean failed() {
    return !failure.isEmpty();
  }

  /** Whether it did better on the validation part: by accuracy, or else by loss. */
  public boolean betterThan(Trial other) {
    if (failed() || other.failed()) {
      return !failed();
    }
    int byAccuracy = Double.compare(validation, other.validation);
    return byAccuracy > 0 || (byAccuracy == 0 && validationLoss < other.validationLoss);
  }
}
