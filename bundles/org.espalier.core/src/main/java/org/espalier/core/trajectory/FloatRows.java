package org.espalier.core.trajectory;

import java.nio.FloatBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/** A matrix of floats, row by row, that may be larger than memory; safe for many threads. */
@ConsumerType
public interface FloatRows {
  int rows();

  int columns();

  /**
   * One row as a read-only view of its own, position 0, limit {@link #columns()}; mapped memory
   * where the rows are on disk, so valid only until the trajectory is closed.
   */
  FloatBuffer row(int row);

  /**
   * Copies a run of a row, without the rest of it where that isn't at hand.
   *
   * @param from first column
   * @param into gets the run at its start
   * @param length of the run
   */
  default void read(int row, int from, float[] into, int length) {
    row(row).get(from, into, 0, length);
  }
}
