package org.espalier.core.model;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/** Is told of each step of training, in order, on the thread that trains. */
@FunctionalInterface
@ConsumerType
public interface StepObserver {
  /**
   * Takes one step.
   *
   * @param update Δθₜ, p values; the caller reuses the array
   * @param gradient gₜ, p values, if the request asks for gradients; the caller reuses the array
   * @param lossBefore L(θₜ; Bₜ)
   * @param lossAfter as the request's {@link LossAfter} says
   */
  void onStep(float[] update, float @Nullable [] gradient, double lossBefore, double lossAfter);
}
