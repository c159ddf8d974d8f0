package org.espalier.harness.internal.run;

import java.util.stream.IntStream;
import org.espalier.core.Progress;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.DifferentiableModel;
import org.espalier.core.pruning.MinibatchGradients;

/** Gradients of a model over the training part, batch by batch in the data's order. */
public final class GradientBatches implements MinibatchGradients {
  private final DifferentiableModel model;
  private final Dataset data;
  private final int batchSize;
  private final double labelSmoothing;
  private final Progress progress;

  public GradientBatches(
      DifferentiableModel model,
      Dataset data,
      int batchSize,
      double labelSmoothing,
      Progress progress) {
    this.model = model;
    this.data = data;
    this.batchSize = Math.min(batchSize, data.size());
    this.labelSmoothing = labelSmoothing;
    this.progress = progress;
  }

  @Override
  public int count() {
    return data.size() / batchSize;
  }

  @Override
  public float[] gradient(int batch) {
    progress.check();
    int from = batch * batchSize;
    int[] rows = IntStream.range(from, from + batchSize).toArray();
    return model.gradient(data.select(rows), labelSmoothing);
  }

  @Override
  public float[] gradient(int batch, float[] weights) {
    float[] own = model.weights();
    try {
      model.setWeights(weights);
      return gradient(batch);
    } finally {
      model.setWeights(own);
    }
  }
}
