package org.espalier.adapter.onnx.internal.gradient;

/** How the gradient of an operator's output becomes those of its inputs. */
@FunctionalInterface
interface Rule {
  /** Gives each input that wants it its gradient. */
  void apply(Step step);
}
