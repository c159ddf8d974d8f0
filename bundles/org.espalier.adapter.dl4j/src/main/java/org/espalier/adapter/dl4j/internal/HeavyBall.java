package org.espalier.adapter.dl4j.internal;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * Gradient descent with the heavy ball's momentum, which DL4J lacks: v ← μv + g, Δθ = −ηv (Polyak
 * 1964).
 *
 * @param velocity v, p values, changed by each step
 */
record HeavyBall(ISchedule rate, double momentum, INDArray velocity) implements UpdateRule {
  @Override
  public void apply(INDArray gradient, int iteration, int epoch) {
    velocity.muli(momentum).addi(gradient);
    velocity.muli(rate.valueAt(iteration, epoch), gradient);
  }
}
