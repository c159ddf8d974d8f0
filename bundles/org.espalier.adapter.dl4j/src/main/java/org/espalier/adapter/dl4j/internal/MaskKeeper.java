package org.espalier.adapter.dl4j.internal;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.espalier.core.model.Mask;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Holds cut weights at zero: takes their gradient before the updater sees it, so that no momentum
 * gathers, and clears them after each step.
 */
final class MaskKeeper extends BaseTrainingListener implements AutoCloseable {
  private final INDArray kept;

  MaskKeeper(Mask mask, INDArray parameters) {
    float[] factors = new float[mask.layout().size()];
    for (int k = 0; k < factors.length; k++) {
      factors[k] = mask.keeps(k) ? 1 : 0;
    }
    kept = FlatArray.create(parameters.shape());
    FlatArray.write(factors, kept);
  }

  @Override
  public void onGradientCalculation(Model model) {
    model.gradient().gradient().muli(kept);
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    model.params().muli(kept);
  }

  @Override
  public void close() {
    kept.close();
  }
}
