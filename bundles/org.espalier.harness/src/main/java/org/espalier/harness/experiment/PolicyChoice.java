package org.espalier.harness.experiment;

/**
 * A policy as an experiment names it: {@code magnitude}, or {@code magnitude@snip} for magnitude
 * with the layerwise sparsities that snip would give, a control that tells where a gain comes from.
 *
 * @param policy the policy's id
 * @param quotasOf id of the policy whose layerwise sparsities it takes, or empty
 */
public record PolicyChoice(String policy, String quotasOf) {
  public PolicyChoice {
    if (policy.isEmpty()) {
      throw new IllegalArgumentException("a policy without a name");
    }
  }

  /** Reads {@code POLICY} or {@code POLICY@REFERENCE}. */
  public static PolicyChoice parse(String text) {
    int at = text.indexOf('@');
    if (at < 0) {
      return new PolicyChoice(text, "");
    }
    if (at == text.length() - 1) {
      throw new IllegalArgumentException(
          "policy '" + text + "' names no reference, as in magnitude@snip");
    }
    return new PolicyChoice(text.substring(0, at), text.substring(at + 1));
  }

  /** Whether it takes its layerwise sparsities from another policy. */
  public boolean isControl() {
    return !quotasOf.isEmpty();
  }

  /** The name in experiment and result files. */
  public String id() {
    return isControl() ? policy + "@" + quotasOf : policy;
  }
}
