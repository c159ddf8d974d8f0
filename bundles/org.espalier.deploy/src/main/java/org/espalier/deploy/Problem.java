package org.espalier.deploy;

import java.util.List;

/**
 * What keeps something from being had.
 *
 * @param subject the bundle with its version, the component or the file
 * @param cause what is missing or went wrong, in one line
 * @param remedies who could provide it, or what to do; may be empty
 */
public record Problem(String subject, String cause, List<String> remedies) {
  public Problem {
    remedies = List.copyOf(remedies);
  }

  /** All of it in one line. */
  @Override
  public String toString() {
    return subject
        + ": "
        + cause
        + (remedies.isEmpty() ? "" : " (" + String.join("; ", remedies) + ")");
  }
}
