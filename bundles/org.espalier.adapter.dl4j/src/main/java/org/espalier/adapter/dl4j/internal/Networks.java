package org.espalier.adapter.dl4j.internal;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
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
   * Frees the network's own memory. The thread's workspaces stay for the next network: to destroy
   * them, ND4J collects all garbage of the Java machine each time.
   */
  static void close(MultiLayerNetwork network) {
    network.close();
  }
}
