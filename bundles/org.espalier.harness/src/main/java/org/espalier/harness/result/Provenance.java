package org.espalier.harness.result;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where results come from: enough to run them again.
 *
 * @param started when, ISO 8601 with offset
 * @param seconds wall-clock time of the run
 * @param dataFingerprint SHA-256 of the whole data set
 * @param dataSummary one line: examples, shape, classes, train and test parts
 * @param experiment the whole experiment as it was run, every default filled in, as for JSON
 * @param versions of Espalier, its plugins, their libraries, by name
 * @param machine operating system, processor count, Java, by name
 */
public record Provenance(
    String started,
    double seconds,
    String dataFingerprint,
    String dataSummary,
    Map<String, Object> experiment,
    Map<String, String> versions,
    Map<String, String> machine) {

  public Provenance {
    experiment = Collections.unmodifiableMap(new LinkedHashMap<>(experiment));
    versions = Collections.unmodifiableMap(new TreeMap<>(versions));
    machine = Collections.unmodifiableMap(new TreeMap<>(machine));
  }
}
