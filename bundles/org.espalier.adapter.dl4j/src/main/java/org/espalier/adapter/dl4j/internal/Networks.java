package org.espalier.adapter.dl4j.internal;

import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The life of DL4J's networks: made with given weights, closed with all they hold off the heap. */
final class Networks {
  private Networks() {}

  /** A network with these weights, none of them drawn from ND4J's shared random generator. */
  static MultiLayerNetwork create(MultiLayerConfiguration configuration, float[] weights) {
    INDArray parameters = FlatArray.create(1, weights.length);
    FlatArray.write(weights, parameters);
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init(parameters, false);
    return network;
  }

  /** Number of parameters, told without making the network. */
  static long size(MultiLayerConfiguration configuration) {
    return configuration.getConfs().stream()
        .mapToLong(one -> one.getLayer().initializer().numParams(one))
        .sum();
  }

  /**
   * Frees the network's own memory. DL4J's own close would also destroy the thread's workspaces,
   * which the next network uses again, and collect all garbage of the Java machine, twice.
   */
  static void close(MultiLayerNetwork network) {
    Updater updater = network.getUpdater(false);
    free(updater == null ? null : updater.getStateViewArray());
    free(network.getGradientsViewArray());
    free(network.params());
  }

  private static void free(@Nullable INDArray array) {
    if (array != null && array.closeable()) {
      array.close();
    }
  }
}
