package org.espalier.adapter.dl4j.internal;

import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.espalier.core.EspalierException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** The loss of the minibatch that is loaded, as training sees it: in its mode, with its decay. */
final class MinibatchLoss {
  private final MultiLayerNetwork network;
  private final DataSet minibatch;

  MinibatchLoss(MultiLayerNetwork network, Minibatches minibatches) {
    this.network = network;
    minibatch = new DataSet(minibatches.features(), minibatches.labels());
  }

  /** One forward pass. */
  double measure() {
    return network.getnLayers() > 1 ? network.score(minibatch, true) : outputLayerAlone();
  }

  /** MultiLayerNetwork.score wants a layer before the output. */
  private double outputLayerAlone() {
    IOutputLayer output = (IOutputLayer) network.getOutputLayer();
    LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();
    INDArray features = minibatch.getFeatures();
    output.setInput(features, workspaces);
    output.setLabels(minibatch.getLabels());
    double loss = output.computeScore(network.calcRegularizationScore(true), true, workspaces);
    network.clearLayersStates();
    return loss;
  }

  /**
   * Lets a finite loss pass.
   *
   * @throws EspalierException if training has diverged
   */
  static double requireFinite(double loss, int step) {
    if (!Double.isFinite(loss)) {
      throw new EspalierException(
          "the loss is %s at step %d; lower the learning rate".formatted(loss, step));
    }
    return loss;
  }
}
