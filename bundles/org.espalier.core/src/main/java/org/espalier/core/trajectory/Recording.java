package org.espalier.core.trajectory;

import org.espalier.core.model.StepObserver;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A trajectory that is being recorded. {@link #onStep} takes a copy and returns; it waits only
 * while the disk is behind, and never drops a step. A failure to write is thrown by the next call.
 */
@ConsumerType
public interface Recording extends StepObserver, AutoCloseable {
  /**
   * Writes what is pending, marks the trajectory complete and ends the recording.
   *
   * @param weights θ after the last step, p values
   * @return T, the steps recorded
   */
  int finish(float[] weights);

  /** Ends the recording; if not finished, what was written stays as an incomplete trajectory. */
  @Override
  void close();
}
