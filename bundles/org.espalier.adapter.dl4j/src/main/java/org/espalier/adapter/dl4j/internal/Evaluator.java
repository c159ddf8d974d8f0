package org.espalier.adapter.dl4j.internal;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.core.model.ClassTally;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.Evaluation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Accuracy and mean cross-entropy of a network on a data set, batch by batch. */
final class Evaluator {
  private static final int BATCH = 256;

  private final MultiLayerNetwork network;
  private final ClassTally tally;

  private Evaluator(MultiLayerNetwork network, int classes) {
    this.network = network;
    this.tally = new ClassTally(classes);
  }

  /** Runs all examples. */
  static Evaluation evaluate(MultiLayerNetwork network, Dataset data) {
    Evaluator evaluator = new Evaluator(network, data.classes());
    int whole = data.size() / BATCH * BATCH;
    evaluator.run(data, 0, whole, BATCH);
    evaluator.run(data, whole, data.size(), data.size() - whole);
    return evaluator.tally.evaluation();
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
        for (int row = 0; row < size; row++) {
          tally.addProbabilities(probabilities, row * data.classes(), data.label(first + row));
        }
      }
    }
  }
}
