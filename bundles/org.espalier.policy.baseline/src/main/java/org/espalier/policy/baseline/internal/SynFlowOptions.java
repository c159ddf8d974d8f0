package org.espalier.policy.baseline.internal;

/**
 * Options of {@code synflow}.
 *
 * @param stages cuts on the way, at least 1; 100 as published, for with one cut layers collapse
 */
public record SynFlowOptions(int stages) {
  public SynFlowOptions {
    if (stages < 1) {
      throw new IllegalArgumentException("stages = " + stages + "; it must be at least 1");
    }
  }
}
