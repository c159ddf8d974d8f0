package org.espalier.adapter.dl4j.internal;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * Gradient descent with the heavy ball's momentum: v ← μv + g, Δθ = −ηv (Polyak 1964); DL4J has
 * Nesterov's form only. It lives in networks in training, never in a saved one.
 */
final class HeavyBall implements IUpdater {
  private static final long serialVersionUID = 1L;

  private ISchedule rate;
  private final double momentum;

  HeavyBall(ISchedule rate, double momentum) {
    this.rate = rate;
    this.momentum = momentum;
  }

  double momentum() {
    return momentum;
  }

  @Override
  public long stateSize(long parameters) {
    return parameters;
  }

  @Override
  public GradientUpdater<HeavyBall> instantiate(INDArray velocity, boolean initialize) {
    HeavyBallUpdater updater = new HeavyBallUpdater(this, velocity);
    updater.setStateViewArray(velocity, velocity.shape(), velocity.ordering(), initialize);
    return updater;
  }

  @Override
  public GradientUpdater<HeavyBall> instantiate(Map<String, INDArray> state, boolean initialize) {
    return HeavyBallUpdater.of(this, state);
  }

  @Override
  public double getLearningRate(int iteration, int epoch) {
    return rate.valueAt(iteration, epoch);
  }

  @Override
  public boolean hasLearningRate() {
    return true;
  }

  @Override
  public void setLrAndSchedule(double fixed, @Nullable ISchedule schedule) {
    rate = schedule == null ? new FixedSchedule(fixed) : schedule;
  }

  @Override
  @SuppressWarnings("MissingSuperCall") // a subclass can't be: the class is final
  public IUpdater clone() {
    return new HeavyBall(rate, momentum);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof HeavyBall ball && rate.equals(ball.rate) && momentum == ball.momentum;
  }

  @Override
  public int hashCode() {
    return 31 * rate.hashCode() + Double.hashCode(momentum);
  }
}
