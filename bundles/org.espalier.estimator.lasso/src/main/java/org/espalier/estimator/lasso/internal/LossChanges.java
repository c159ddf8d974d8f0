package org.espalier.estimator.lasso.internal;

import org.espalier.core.InvalidDataException;

/** What both estimators ask of ΔL. */
final class LossChanges {
  private LossChanges() {}

  /**
   * Refuses a ΔL that is not finite.
   *
   * @throws InvalidDataException naming its step
   */
  static void requireFinite(double[] changes) {
    for (int t = 0; t < changes.length; t++) {
      if (!Double.isFinite(changes[t])) {
        throw new InvalidDataException(
            "losses.npy: the loss change in row %d is %s; record the trajectory again from a training that does not diverge"
                .formatted(t, changes[t]));
      }
    }
  }
}
