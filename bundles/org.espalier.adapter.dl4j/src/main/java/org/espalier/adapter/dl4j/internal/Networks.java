package org.espalier.adapter.dl4j.internal;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.memory.MemoryWorkspaceManager;
import org.nd4j.linalg.factory.Nd4j;

/** The life of DL4J's networks: made with given weights, closed with all they hold off the heap. */
final class Networks {
  private Networks() {}

  /** A network with these weights, none of them drawn from ND4J's shared random generator. */
  static MultiLayerNetwork create(MultiLayerConfiguration configuration, float[] weights) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init(FlatArray.of(weights), false);
    return network;
  }

  /** Number of parameters, told without making the network. */
  static long size(MultiLayerConfiguration configuration) {
    return configuration.getConfs().stream()
        .mapToLong(one -> one.getLayer().initializer().numParams(one))
        .sum();
  }

  /** Frees a network at once; its own close() would run the garbage collector as well, twice. */
  static void close(MultiLayerNetwork network) {
    FlatArray.close(network.params(), network.getFlattenedGradients());
    freeWorkspaces();
  }

  /**
   * Frees what DL4J keeps for this thread, so that nothing is left behind when another goes on with
   * the model; ND4J's method for all of them would run the garbage collector.
   */
  static void freeWorkspaces() {
    MemoryWorkspaceManager manager = Nd4j.getWorkspaceManager();
    manager.getAllWorkspacesForCurrentThread().forEach(manager::destroyWorkspace);
  }
}
