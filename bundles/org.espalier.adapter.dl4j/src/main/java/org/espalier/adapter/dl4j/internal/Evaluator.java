package org.espalier.adapter.dl4j.internal;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.Evaluation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Accuracy and mean cross-entropy of a network on a data set, batch by batch. */
final class Evaluator {
  private static final int BATCH = 256;

  private final MultiLayerNetwork network;
  private int correct;
  private double crossEntropy;

  private Evaluator(MultiLayerNetwork network) {
    this.network = network;
  }

  /**
   * Runs all examples. Of equal probabilities the lowest class counts; one that is rounded to 0
   * counts as the smallest normal float, so that no example costs more than 87.4 nats.
   */
  static Evaluation evaluate(MultiLayerNetwork network, Dataset data) {
    Evaluator evaluator = new Evaluator(network);
    int whole = data.size() / BATCH * BATCH;
    evaluator.run(data, 0, whole, BATCH);
    evaluator.run(data, whole, data.size(), data.size() - whole);
    return new Evaluation(
        evaluator.correct / (double) data.size(),
        evaluator.crossEntropy / data.size(),
        data.size());
  }

  private void run(Dataset data, int from, int to, int size) {
    if (from == to) {
      return;
    }
    float[] probabilities = new float[size * data.classes()];
    try (Minibatches batches =
        new Minibatches(network.getLayerWiseConfigurations(), data, size, 0)) {
      for (int first = from; first < to; first += size) {
        batches.loadFrom(first);
        try (INDArray output = network.output(batches.features(), false)) {
          FlatArray.read(output, probabilities);
        }
        count(data, first, probabilities);
      }
    }
  }

  private void count(Dataset data, int first, float[] probabilities) {
    int classes = data.classes();
    for (int row = 0; row < probabilities.length / classes; row++) {
      int label = data.label(first + row);
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = probabilities[row * classes + c] > probabilities[row * classes + best] ? c : best;
      }
      correct += best == label ? 1 : 0;
      crossEntropy -= Math.log(Math.max(probabilities[row * classes + label], Float.MIN_NORMAL));
    }
  }
}
