package org.espalier.core.pruning;

/**
 * Options of a policy that ranks all weights together.
 *
 * @param flow whether each weight's importance counts times its {@link Flow}, in stages; off by
 *     default, as in the literature that the policies follow
 */
public record FlowOptions(boolean flow) {
  /** Without flow. */
  public static final FlowOptions OFF = new FlowOptions(false);
}
