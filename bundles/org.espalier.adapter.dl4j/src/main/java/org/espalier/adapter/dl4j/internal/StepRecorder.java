package org.espalier.adapter.dl4j.internal;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.StepObserver;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Tells an observer of each step: Δθₜ = θₜ₊₁ − θₜ, gₜ if asked for, and the loss before and after.
 *
 * <p>With {@link LossAfter#NEXT_MINIBATCH} a step is told once the next one's loss is known.
 */
final class StepRecorder extends BaseTrainingListener {
  private final StepObserver observer;
  private final LossAfter lossAfter;
  private final MinibatchLoss loss;
  private final float @Nullable [] gradient;
  private final float[] update;
  private float[] weights;
  private float[] moved;
  private double lossBefore;
  private boolean pending;
  private int step;
  private long nanoseconds;

  /**
   * @param gradients whether the observer gets gₜ too, from {@link #onGradient}
   * @param weights θ₀, p values; copied
   */
  StepRecorder(
      StepObserver observer,
      LossAfter lossAfter,
      MinibatchLoss loss,
      boolean gradients,
      float[] weights) {
    this.observer = observer;
    this.lossAfter = lossAfter;
    this.loss = loss;
    this.weights = weights.clone();
    moved = new float[weights.length];
    update = new float[weights.length];
    gradient = gradients ? new float[weights.length] : null;
  }

  /** The step's loss before it is known, and with it the loss after the one that waits. */
  @Override
  public void onGradientCalculation(Model model) {
    long start = System.nanoTime();
    double score = MinibatchLoss.requireFinite(model.score(), step);
    tellPending(score);
    lossBefore = score;
    nanoseconds += System.nanoTime() - start;
  }

  /** Takes a copy of gₜ. */
  void onGradient(INDArray flat) {
    long start = System.nanoTime();
    if (gradient != null) {
      FlatArray.read(flat, gradient);
    }
    nanoseconds += System.nanoTime() - start;
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    long start = System.nanoTime();
    measureUpdate(model.params());
    pending = true;
    step++;
    if (lossAfter == LossAfter.SAME_MINIBATCH) {
      tellPending(MinibatchLoss.requireFinite(loss.measure(), step));
    }
    nanoseconds += System.nanoTime() - start;
  }

  private void measureUpdate(INDArray parameters) {
    FlatArray.read(parameters, moved);
    for (int k = 0; k < update.length; k++) {
      update[k] = moved[k] - weights[k];
    }
    float[] swapped = weights;
    weights = moved;
    moved = swapped;
  }

  private void tellPending(double after) {
    if (pending) {
      pending = false;
      observer.onStep(update, gradient, lossBefore, after);
    }
  }

  /** Tells the last step, whose loss after is that of the minibatch loaded now. */
  void finish() {
    long start = System.nanoTime();
    if (pending) {
      tellPending(MinibatchLoss.requireFinite(loss.measure(), step));
    }
    nanoseconds += System.nanoTime() - start;
  }

  boolean isPending() {
    return pending;
  }

  double seconds() {
    return nanoseconds / 1e9;
  }
}
