package org.espalier.harness.experiment;

import java.util.Map;
import java.util.TreeMap;
import org.espalier.core.Options;

/**
 * A policy as an experiment names it: {@code magnitude}, {@code magnitude:flow=on} with an option
 * of its own, or {@code magnitude@snip} for magnitude with the layerwise sparsities that snip would
 * give, a control that tells where a gain comes from.
 *
 * @param policy the policy's id
 * @param options override those that the experiment gives the policy
 * @param quotasOf id of the policy whose layerwise sparsities it takes, or empty
 * @param quotasOptions override those that the experiment gives that policy
 */
public record PolicyChoice(String policy, Options options, String quotasOf, Options quotasOptions) {
  public PolicyChoice {
    if (policy.isEmpty()) {
      throw new IllegalArgumentException("a policy without a name");
    }
  }

  /** Without options of its own. */
  public PolicyChoice(String policy, String quotasOf) {
    this(policy, Options.none(), quotasOf, Options.none());
  }

  /** Reads {@code POLICY[:KEY=VALUE]…[@REFERENCE[:KEY=VALUE]…]}. */
  public static PolicyChoice parse(String text) {
    int at = text.indexOf('@');
    String own = at < 0 ? text : text.substring(0, at);
    String reference = at < 0 ? "" : text.substring(at + 1);
    if (at >= 0 && InlineOptions.name(reference).isEmpty()) {
      throw new IllegalArgumentException(
          "policy '" + text + "' names no reference, as in magnitude@snip");
    }
    return new PolicyChoice(
        InlineOptions.name(own),
        options(text, own),
        InlineOptions.name(reference),
        options(text, reference));
  }

  private static Options options(String text, String part) {
    try {
      return InlineOptions.of(part);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "policy '" + text + "': " + e.getMessage() + ", as in magnitude:scope=layerwise", e);
    }
  }

  /** Whether it takes its layerwise sparsities from another policy. */
  public boolean isControl() {
    return !quotasOf.isEmpty();
  }

  /** The name in experiment and result files, options sorted by their keys. */
  public String id() {
    String own = InlineOptions.spelled(policy, options);
    return isControl() ? own + "@" + InlineOptions.spelled(quotasOf, quotasOptions) : own;
  }

  /** A plugin's options of both, those of {@code inline} where both have one. */
  public static Options over(Options common, Options inline) {
    Map<String, String> all = new TreeMap<>(common.values());
    all.putAll(inline.values());
    return Options.of(all);
  }
}
