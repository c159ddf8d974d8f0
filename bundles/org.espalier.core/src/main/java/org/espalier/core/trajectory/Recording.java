package org.espalier.core.trajectory;

import org.espalier.core.model.StepObserver;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A trajectory that is being recorded, by one thread at a time; the same calls leave the same
 * bytes.
 *
 * <p>{@link #onStep} takes a copy and returns; it waits only while the disk is behind, and never
 * drops a step, not even where its thread is interrupted. A failure to write is thrown by the next
 * call. Arrays of a wrong length, and a gradient that is missing, are refused by an {@link
 * IllegalArgumentException} without any effect. A value that is not finite is refused by an {@link
 * org.espalier.core.EspalierException}, and so is all that follows: the steps before it stay, as an
 * incomplete trajectory. After the end every call but {@link #close} is refused by an {@link
 * IllegalStateException}.
 */
@ConsumerType
public interface Recording extends StepObserver, AutoCloseable {
  /**
   * Writes what is pending, marks the trajectory complete and ends the recording.
   *
   * @param weights θ after the last step, p values; copied
   * @return T, the steps recorded; 0 is a trajectory, too
   */
  int finish(float[] weights);

  /**
   * Ends the recording; if it was not finished, all its steps stay as an incomplete trajectory.
   * Closing again does nothing.
   */
  @Override
  void close();
}
