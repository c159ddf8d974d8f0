package org.espalier.harness.result;

/** How a cell ended. */
public enum Status {
  /** Measured. */
  OK,
  /** A plugin or its input failed; the reason says how. */
  FAILED,
  /** The plugin left while it was needed, or the run was stopped. */
  ABORTED
}
