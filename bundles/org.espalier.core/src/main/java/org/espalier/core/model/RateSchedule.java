package org.espalier.core.model;

/** How the learning rate goes from epoch to epoch. */
public enum RateSchedule {
  /** The same rate throughout. */
  CONSTANT,
  /** Half a cosine from the full rate towards 0 (Loshchilov and Hutter 2017, without restarts). */
  COSINE,
  /** A tenth from the middle on, a hundredth in the last quarter. */
  STEP;

  /** The factor of the learning rate in an epoch, in (0, 1]. */
  public double factor(int epoch, int epochs) {
    return switch (this) {
      case CONSTANT -> 1;
      case COSINE -> 0.5 * (1 + Math.cos(Math.PI * epoch / epochs));
      case STEP -> 4L * epoch >= 3L * epochs ? 0.01 : 2L * epoch >= epochs ? 0.1 : 1;
    };
  }
}
