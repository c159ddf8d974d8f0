package org.espalier.core.trajectory;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** T recorded steps of gradient descent over p parameters; safe for many threads. */
@ConsumerType
public interface Trajectory extends AutoCloseable {
  TrajectoryManifest manifest();

  /** The updates Δθₜ = θₜ₊₁ − θₜ, shape (T, p). */
  FloatRows updates();

  /** The gradients gₜ, shape (T, p), where they were recorded. */
  Optional<FloatRows> gradients();

  /** Losses before and after each step, a copy. */
  Losses losses();

  /** θ after the last step, p values, a copy. */
  float[] weights();

  /** T, the number of steps. */
  default int steps() {
    return updates().rows();
  }

  @Override
  void close();
}
