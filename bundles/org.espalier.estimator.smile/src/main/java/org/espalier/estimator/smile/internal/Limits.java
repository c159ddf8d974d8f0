package org.espalier.estimator.smile.internal;

import org.espalier.core.InvalidDataException;
import org.espalier.core.trajectory.Trajectory;

/**
 * How large a trajectory Smile is given. It holds several dense copies of the features, and its
 * solves can't be stopped.
 *
 * <p>Measured on one thread: the interior point takes 0.4 s at T = 1000 and p = 1000, λ = 0.1 λmax
 * and tolerance 1e-4, and 5 s at 0.01 λmax and 1e-6; at p = 2000 2 s and 26 s; at T = 10,000 and p
 * = 1000 6 s, in 1.5 GB of heap. Ridge regression takes 2 s at T = 1000 and p = 4000.
 *
 * @param parameters the largest p
 */
record Limits(int parameters) {
  /** Of the Lasso and the elastic net, by an interior point. */
  static final Limits INTERIOR_POINT = new Limits(1000);

  /** Of ridge regression, by one Cholesky factorisation. */
  static final Limits CHOLESKY = new Limits(4000);

  /** The largest T p. */
  private static final long VALUES = 4_000_000;

  /**
   * Refuses what is too large or too short.
   *
   * @param plugin the estimator, for the message
   * @throws InvalidDataException naming the limit, and its reason
   */
  void require(Trajectory trajectory, String plugin) {
    int steps = trajectory.steps();
    int columns = trajectory.updates().columns();
    if (trajectory.losses().size() != steps) {
      throw new InvalidDataException(
          "%d losses for %d updates; record the trajectory again"
              .formatted(trajectory.losses().size(), steps));
    }
    if (steps < 2) {
      throw new InvalidDataException(
          "the trajectory has %d steps; %s needs at least 2".formatted(steps, plugin));
    }
    if (columns > parameters) {
      throw new InvalidDataException(
          "the trajectory has %d parameters; %s takes at most %d, for Smile's solve would take minutes; use lasso-granger"
              .formatted(columns, plugin, parameters));
    }
    if ((long) steps * columns > VALUES) {
      throw new InvalidDataException(
          "the trajectory has %d steps of %d parameters; %s takes at most %d values, for Smile holds dense copies; use lasso-granger"
              .formatted(steps, columns, plugin, VALUES));
    }
  }
}
