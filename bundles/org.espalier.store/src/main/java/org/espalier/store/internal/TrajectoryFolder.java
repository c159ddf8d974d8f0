package org.espalier.store.internal;

import java.util.Optional;
import org.espalier.core.model.ParameterLayout;

/** The names and limits of what a trajectory's folder holds. */
final class TrajectoryFolder {
  static final String MANIFEST = "trajectory.json";
  static final String UPDATES = "updates.npy";
  static final String GRADIENTS = "gradients.npy";
  static final String LOSSES = "losses.npy";
  static final String INITIAL = "initial.npy";
  static final String WEIGHTS = "weights.npy";

  static final int FORMAT_VERSION = 1;

  /** Columns of the losses: before and after the step. */
  static final int LOSS_COLUMNS = 2;

  /** A row is one buffer, and a buffer has at most 2^31 - 1 bytes. */
  private static final int MOST_PARAMETERS = Integer.MAX_VALUE / Float.BYTES;

  private TrajectoryFolder() {}

  /** Why a model's trajectory can't be kept, or nothing. */
  static Optional<String> unfit(ParameterLayout layout) {
    if (layout.size() == 0) {
      return Optional.of("the model has no parameters");
    }
    return layout.size() > MOST_PARAMETERS
        ? Optional.of(
            "the model has %d parameters; the limit is %d"
                .formatted(layout.size(), MOST_PARAMETERS))
        : Optional.empty();
  }
}
