package org.espalier.adapter.dl4j.internal;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;

/** Holds the velocity of {@link HeavyBall} for a run of parameters. */
final class HeavyBallUpdater implements GradientUpdater<HeavyBall> {
  private static final String VELOCITY = "V";

  private final HeavyBall config;
  private INDArray velocity;

  HeavyBallUpdater(HeavyBall config, INDArray velocity) {
    this.config = config;
    this.velocity = velocity;
  }

  static HeavyBallUpdater of(HeavyBall config, Map<String, INDArray> state) {
    return new HeavyBallUpdater(config, velocity(state));
  }

  private static INDArray velocity(Map<String, INDArray> state) {
    INDArray velocity = state.get(VELOCITY);
    if (velocity == null || state.size() != 1) {
      throw new IllegalStateException("state of " + state.keySet() + " instead of " + VELOCITY);
    }
    return velocity;
  }

  @Override
  public HeavyBall getConfig() {
    return config;
  }

  @Override
  public void setState(Map<String, INDArray> state, boolean initialize) {
    velocity = velocity(state);
  }

  @Override
  public Map<String, INDArray> getState() {
    return Map.of(VELOCITY, velocity);
  }

  @Override
  public void setStateViewArray(
      INDArray view, long[] gradientShape, char gradientOrder, boolean initialize) {
    if (initialize) {
      view.assign(0);
    }
    velocity = view;
  }

  /** Turns the gradient into ηv, in place; DL4J subtracts it from the parameters. */
  @Override
  public void applyUpdater(INDArray gradient, int iteration, int epoch) {
    velocity.muli(config.momentum()).addi(gradient);
    gradient.assign(velocity).muli(config.getLearningRate(iteration, epoch));
  }
}
