package org.espalier.policy.causal.internal.surgeon;

/**
 * Options of the surgeon that cuts whole units.
 *
 * @param rows as of {@link SurgeonOptions}
 * @param damping likewise
 */
public record StructuredOptions(int rows, double damping) {
  public StructuredOptions {
    SurgeonOptions.requireValid(rows, damping);
  }

  SurgeonOptions forWeights() {
    return new SurgeonOptions(rows, damping, false);
  }
}
