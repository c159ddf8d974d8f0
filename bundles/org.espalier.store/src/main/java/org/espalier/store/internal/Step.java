package org.espalier.store.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** A copy of one step as bytes of a file, outside of the heap so that writing copies no more. */
final class Step {
  private final ByteBuffer update;
  private final @Nullable ByteBuffer gradient;
  private final ByteBuffer losses;

  Step(int parameters, boolean gradients) {
    update = buffer(Float.BYTES * parameters);
    gradient = gradients ? buffer(Float.BYTES * parameters) : null;
    losses = buffer(Double.BYTES * TrajectoryFolder.LOSS_COLUMNS);
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static long bytes(int parameters, boolean gradients) {
    return (gradients ? 2L : 1L) * Float.BYTES * parameters
        + Double.BYTES * TrajectoryFolder.LOSS_COLUMNS;
  }

  void fill(float[] newUpdate, float @Nullable [] newGradient, double before, double after) {
    update.clear().asFloatBuffer().put(newUpdate);
    if (gradient != null && newGradient != null) {
      gradient.clear().asFloatBuffer().put(newGradient);
    }
    losses.clear().putDouble(before).putDouble(after).flip();
  }

  ByteBuffer update() {
    return update;
  }

  /** Not to be asked where no gradients are recorded. */
  ByteBuffer gradient() {
    if (gradient == null) {
      throw new IllegalStateException("a step without a gradient");
    }
    return gradient;
  }

  ByteBuffer losses() {
    return losses;
  }
}
