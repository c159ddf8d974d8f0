package org.espalier.adapter.dl4j.internal;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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

  static void close(MultiLayerNetwork network) {
    network.close();
    freeWorkspaces();
  }

  /** Frees what DL4J keeps for this thread; another thread may go on with the model. */
  static void freeWorkspaces() {
    Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
  }
}
